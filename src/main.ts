import { main } from './cli/main.ts';
import { processIo } from './cli/process-io.ts';

// Where nothing is left to wait for, Node ends: a run that was given up half-way must not look like one that went well.
process.exitCode = 3;
main(process.argv.slice(2), processIo()).then(
  (code) => {
    process.exitCode = code;
  },
  // Node itself would end with 1, which says that there are findings.
  (error: Error) => process.stderr.write(`netpolish: ${error.message.split('\n')[0]}\n`),
);
