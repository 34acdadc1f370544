/** Faults of a regular expression as it is written: an anchor is gone, or one of several alternatives. */
export function regexFaults(written: string): readonly string[] {
  return [...withoutAnchors(written), ...withoutAlternatives(written)];
}

function withoutAnchors(written: string): readonly string[] {
  const faults: string[] = [];
  if (/^\/\^/.test(written)) faults.push(`/${written.slice(2)}`);
  if (/[^\\]\$\/[a-z]*$/.test(written)) faults.push(written.replace(/\$(\/[a-z]*)$/, '$1'));
  return faults;
}

/** Of groups that hold no other. */
function withoutAlternatives(written: string): readonly string[] {
  return [...written.matchAll(/\(([^()]*\|[^()]*)\)/g)].flatMap(({ 0: group, 1: inside = '', index }) => {
    const alternatives = inside.split('|');
    return alternatives.map((_, gone) => {
      const left = alternatives.filter((_other, i) => i !== gone).join('|');
      return `${written.slice(0, index)}(${left})${written.slice(index + group.length)}`;
    });
  });
}
