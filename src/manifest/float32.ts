/**
 * Writes a number as strconv.FormatFloat(value, 'g', -1, 32) does: the fewest digits that give the same 32-bit float, with an
 * exponent below 1e-04 and from 1e+06 on. What 32 bits cannot hold becomes infinity, which the library spells .inf.
 */
export function formatFloat32(value: number): string {
  const float = Math.fround(value);
  if (Number.isNaN(float)) return '.nan';
  const sign = float < 0 || Object.is(float, -0) ? '-' : '';
  const size = Math.abs(float);
  if (size === Infinity) return `${sign}.inf`;
  const shortest = shortestFloat32(size);
  const exponent = Number(shortest.slice(shortest.indexOf('e') + 1));
  if (exponent >= -4 && exponent < 6) return sign + String(Number(shortest));
  const digits = shortest.slice(0, shortest.indexOf('e'));
  return `${sign}${digits}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

// Go breaks a tie to the even digit where toExponential breaks it upwards (Go 1.26 breaks 2^-12 alone upwards). Above a
// power of two the floats lie twice as far apart as below it, so that the next text up may be the same float although
// the nearest text is not.
function shortestFloat32(size: number): string {
  for (let digits = 0; digits < 9; digits++) {
    const nearest = size.toExponential(digits);
    const longer = size.toExponential(digits + 1);
    const tie = /5e/.test(longer) && Number(longer) === size && /[13579]e/.test(nearest);
    const candidates = tie ? [lastDigit(nearest, -1), nearest] : [nearest, lastDigit(nearest, 1)];
    const same = candidates.find((text) => Math.fround(Number(text)) === size);
    if (same) return same;
  }
  return size.toExponential(9);
}

function lastDigit(text: string, step: 1 | -1): string {
  const [mantissa = '', exponent = ''] = text.split('e');
  const moved = String(Number(mantissa.replace('.', '')) + step);
  return `${moved.slice(0, 1)}${moved.length > 1 ? '.' : ''}${moved.slice(1)}e${exponent}`;
}
