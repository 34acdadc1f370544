import { closeSync, openSync, type Stats, statSync } from 'node:fs';
import { devNull } from 'node:os';

/**
 * Why something that is no regular file is not read: a device as /dev/zero gives without end, and a disk more than memory holds.
 * Undefined for what may end: pipes, such as a shell's `<(…)`, terminals, the null device. Throws what the file system throws.
 */
export function whyNotRead(path: string, stats: Stats = statSync(path)): string | undefined {
  const isDevice = stats.isBlockDevice() || (stats.isCharacterDevice() && !isNull(stats) && !isTerminal(path));
  return isDevice ? 'it is a device, and no file' : undefined;
}

function isNull({ rdev }: Stats): boolean {
  return statSync(devNull, { throwIfNoEntry: false })?.rdev === rdev;
}

function isTerminal(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    // Asked late: the module behind it brings Node's whole network stack along.
    return process.getBuiltinModule('node:tty').isatty(file);
  } finally {
    closeSync(file);
  }
}
