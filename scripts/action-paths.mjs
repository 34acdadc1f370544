// For action.yml: where netpolish was started below the root of the checkout, its reports name files from there, but GitHub
// looks for them from the root. Arguments: a file of workflow commands and a SARIF file; either may be missing.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';

const [annotations, sarif] = process.argv.slice(2);
const folder = relative(process.env.GITHUB_WORKSPACE ?? '.', '.').replaceAll('\\', '/');

if (folder !== '' && !folder.startsWith('..')) {
  rewrite(annotations, (text) => text.replace(/^(::\w+ file=)(?!\/)/gm, `$1${property(folder).replaceAll('$', '$$$$')}/`));
  rewrite(sarif, (text) => `${JSON.stringify(JSON.parse(text, below), undefined, 2)}\n`);
}

function rewrite(file, change) {
  if (file && existsSync(file)) writeFileSync(file, change(readFileSync(file, 'utf8')));
}

/** As a property of a workflow command. */
function property(text) {
  return text.replaceAll('%', '%25').replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** A URI with a base is one from the root of the checkout. */
function below(key, value) {
  if (key !== 'artifactLocation' || value.uriBaseId === undefined) return value;
  return { ...value, uri: `${folder.split('/').map(encodeURIComponent).join('/')}/${value.uri}` };
}
