/**
 * An option as it is declared once, for the quick reader of the filters and for the help of every command.
 * `choices` are the values it takes; `optional` ones may be left out.
 */
export type Option = {
  readonly name: string;
  readonly value?: string;
  readonly optional?: true;
  readonly choices?: readonly string[];
  /** It may be given more than once; its values are kept as a list. */
  readonly repeats?: true;
  readonly description: string;
  /** Written by our own plugin.yaml, not by people. */
  readonly hidden?: true;
};

/** What a command line said: option names without dashes, `true` for flags. */
export type Flags = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
