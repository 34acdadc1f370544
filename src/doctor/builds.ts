import { KUSTOMIZATIONS } from './kustomization.ts';
import { above, join } from './paths.ts';
import type { Line } from './script-lines.ts';
import type { Folder, Place, Unheard, Variables } from './types.ts';
import { expanded, readWords } from './words.ts';

/** A line that builds a kustomization. */
export type Build = Place & {
  readonly text: string;
  readonly variables: Variables;
  readonly lost?: Unheard;
  readonly tool: 'kustomize' | 'kubectl';
  readonly flags: readonly string[];
  /** The folder it builds; undefined where only a shell can tell. */
  readonly target?: string;
};

const SAFE_BUILD =
  /^--(enable-alpha-plugins|enable-exec|enable-helm)(=(true|false))?$|^--(load-restrictor|load_restrictor|reorder)=\w+$/;

/** Reads `kustomize build`, `kubectl kustomize` and `kubectl apply -k`; none where a line is none of them. */
export function buildLine(line: Line, name: string, rest: readonly string[], folder: Folder): Build[] {
  const { options, positional } = readWords(rest);
  const isBuild = name === 'kustomize' ? positional[0] === 'build' : positional[0] === 'kustomize';
  const applied = name === 'kustomize' ? undefined : (options.get('-k') ?? options.get('--kustomize'))?.at(-1);
  if (!isBuild && applied === undefined) return [];
  const flags = isBuild
    ? [...options].flatMap(([flag, values]) => {
        const spelled = values.at(-1) === '' ? flag : `${flag}=${values.at(-1)}`;
        return SAFE_BUILD.test(spelled) ? [spelled] : [];
      })
    : [];
  const target = builtFolder(isBuild ? (positional[1] ?? '.') : (applied ?? '.'), line, folder);
  const lost = line.unheard(true);
  return [
    {
      file: line.snippet.file,
      line: line.snippet.lineOf(line.command.line),
      text: line.text,
      variables: { ...line.snippet.variables, ...line.command.variables },
      tool: name === 'kustomize' ? 'kustomize' : 'kubectl',
      flags,
      ...(target !== undefined && { target }),
      ...(lost !== undefined && { lost }),
    },
  ];
}

/** A script is run from where somebody stands: the folder it says, the top, or its own. */
function builtFolder(written: string, line: Line, { read }: Folder): string | undefined {
  const path = expanded(written);
  if (path === undefined) return undefined;
  const from = [line.folder ?? '', '', above(line.snippet.file)];
  const places = from.flatMap((base) => join(base, path) ?? []);
  return places.find((place) => KUSTOMIZATIONS.some((name) => read(join(place, name) ?? '') !== undefined));
}
