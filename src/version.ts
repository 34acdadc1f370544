import packageJson from '../package.json' with { type: 'json' };

/** The version of this tool, semantic, as in package.json. */
export const VERSION: string = packageJson.version;
