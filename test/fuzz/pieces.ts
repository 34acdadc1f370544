/** The documents of a stream by a reader of its own, which knows nothing but markers: for laws about what may not change. */

/** The pieces that no reading can take for a policy: neither its name stands in them, nor an escape that could spell it. */
export function strangersOf(bytes: Buffer): readonly string[] {
  return piecesOf(bytes).filter((piece) => !piece.includes('NetworkPolic') && !piece.includes('\\'));
}

/** Where `after` lost or changed one of them, in words; one that stood bare may get a marker, the last one a newline. */
export function lossOf(before: readonly string[], after: readonly string[]): string | undefined {
  if (before.length !== after.length) return `${before.length} other documents came in, ${after.length} went out`;
  const at = before.findIndex((piece, i) => ![piece, `---\n${piece}`, `${piece}\n`].includes(after[i] ?? ''));
  return at === -1 ? undefined : `${JSON.stringify(before[at])} became ${JSON.stringify(after[at])}`;
}

function piecesOf(bytes: Buffer): readonly string[] {
  const text = bytes.toString('latin1').replace(/^\u00ef\u00bb\u00bf/, '');
  const cut = text.split(/(?<=^|\n)(?=---)|(?<=(?:^|\n)\.\.\.(?:[ \t\r][^\n]*)?\n)/).filter((piece) => piece !== '');
  const pieces: string[] = [];
  for (const piece of cut) {
    const last = pieces.at(-1);
    // Directives go where the document behind them goes.
    if (last !== undefined && isDirectives(last)) pieces[pieces.length - 1] = last + piece;
    else pieces.push(piece);
  }
  return pieces;
}

function isDirectives(piece: string): boolean {
  return /^%/m.test(piece) && piece.split('\n').every((line) => /^(%.*|\s*(#.*)?)$/s.test(line));
}
