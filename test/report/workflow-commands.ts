/** A workflow command as a runner understands it. */
export type Command = {
  readonly kind: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
};

/**
 * Reads the workflow commands of a log as the runner of GitHub Actions does (actions/runner, ActionCommand.cs, TryParseV2): a line
 * that begins with `::` behind blanks, its name up to a blank, properties between commas, the message behind the next `::`. It looks
 * for the names that it knows: none is made of hexadecimal digits alone, as the address `::fffe:0` is.
 */
export function readCommands(log: string): readonly Command[] {
  return log.split(/\r\n|\r|\n/).flatMap((line) => {
    const text = line.trimStart();
    const end = text.indexOf('::', 2);
    if (!/^::[\da-f-]*[g-z]/i.test(text) || end === -1) return oldCommand(line);
    const head = text.slice(2, end);
    const blank = head.indexOf(' ');
    const kind = blank === -1 ? head : head.slice(0, blank);
    const pairs = blank === -1 ? [] : head.slice(blank + 1).split(',');
    const properties = pairs.map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at), unescapeProperty(pair.slice(at + 1))];
    });
    return [{ kind, properties: Object.fromEntries(properties), message: unescapeData(text.slice(end + 2)) }];
  });
}

/** The first way to write them still counts, anywhere in a line (TryParse): `##[name …]message`. */
function oldCommand(line: string): readonly Command[] {
  const [, kind, message] = /##\[([^\]]*)\](.*)/s.exec(line) ?? [];
  return kind === undefined || message === undefined ? [] : [{ kind, properties: {}, message }];
}

function unescapeData(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}

function unescapeProperty(text: string): string {
  return text
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%25', '%');
}
