import { stringify } from 'yaml';
import schema from '../../schemas/config.schema.json' with { type: 'json' };
import { VERSION } from '../version.ts';

const WIDTH = 110;

/** The schema as it was when this version was made. */
const SCHEMA = `https://raw.githubusercontent.com/netpolish/netpolish/v${VERSION}/schemas/config.schema.json`;

/** They are for the functionConfig of kustomize alone. */
const NOT_FOR_FILES: readonly string[] = ['output'];

type Property = {
  readonly description: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly examples?: readonly unknown[];
};

/**
 * The text of a netpolish.yaml to begin with: every setting of the schema as a comment, with what it is for, what it may be
 * and an example. As it stands it changes nothing.
 */
export function starterConfig(): string {
  const properties = Object.entries<Property>(schema.properties).filter(([key]) => !NOT_FOR_FILES.includes(key));
  const head = [
    `# yaml-language-server: $schema=${SCHEMA}`,
    ...commented('What netpolish does where nobody says otherwise. Take the # away from a line to change it.'),
    ...commented(
      'Commands that read files find this file in their folder and above; behind helm and kustomize it is named: --config.',
    ),
  ];
  return `${[head, ...properties.map(settingLines)].map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function settingLines([key, property]: readonly [string, Property]): readonly string[] {
  const { description, examples = [], default: usual, enum: allowed = [] } = property;
  const choices = allowed.filter((value) => value !== '').map(String);
  const one = choices.length === 0 ? '' : ` One of ${choices.join(', ')}.`;
  const example = stringify({ [key]: examples[0] ?? usual }, { lineWidth: 0 }).trimEnd();
  return [...commented(`${description}${one}`), ...example.split('\n').map((line) => `#${line}`)];
}

/** Prose is set off by a blank behind the #, settings are not: what an editor uncomments is a setting. */
function commented(text: string): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`# ${word}`);
  }
  return lines;
}
