import type { Invocation, Log, Notification } from 'sarif';
import type { Polished } from '../pipeline/polish.ts';
import { VERSION } from '../version.ts';
import type { ReportContext, Reporter } from './reporter.ts';
import { resultOf, SOURCE_ROOT } from './sarif-result.ts';
import { RULES } from './sarif-rules.ts';
import { plainText } from './sarif-text.ts';
import { isShown } from './shown.ts';
import { writeJson } from './write-json.ts';

const HOME = 'https://github.com/netpolish/netpolish';

/**
 * SARIF 2.1.0 (OASIS), as code scanning on GitHub reads it too. There is no automationDetails: its id is a category there, and
 * one of ours would make two uploads of one workflow replace each other.
 */
export const sarif: Reporter = (polished, context) => {
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'netpolish', version: VERSION, semanticVersion: VERSION, informationUri: HOME, rules: RULES },
        },
        invocations: [invocationOf(polished)],
        originalUriBaseIds: { [SOURCE_ROOT]: { description: { text: 'The folder that netpolish was run in.' } } },
        columnKind: 'unicodeCodePoints',
        results: resultsOf(polished, context),
      },
    ],
  };
  return writeJson(log);
};

function resultsOf({ findings, fingerprints }: Polished, context: ReportContext): ReturnType<typeof resultOf>[] {
  const known = fingerprints();
  return findings.flatMap((finding, i) =>
    isShown(finding, context) ? [resultOf(finding, known[i] ?? '', context)] : [],
  );
}

/** Findings are no failure of the run: it did what it was to do. */
function invocationOf({ unknownChecks, notes }: Polished): Invocation {
  const configuration = unknownChecks.map((id) => notification(`no such check: ${id}`, 'warning'));
  const execution = notes.map((note) => notification(note, 'note'));
  return {
    executionSuccessful: true,
    ...(configuration.length > 0 && { toolConfigurationNotifications: configuration }),
    ...(execution.length > 0 && { toolExecutionNotifications: execution }),
  };
}

function notification(text: string, level: 'warning' | 'note'): Notification {
  return { message: { text: plainText(text) }, level };
}
