// Compiles everything the browser gets into ../static with hashed names. See README.md. No dependency but sass.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as sass from 'sass';

const here = dirname(fileURLToPath(import.meta.url));
const packages = join(here, 'node_modules');
const frontend = join(packages, 'govuk-frontend', 'dist', 'govuk');
const out = join(here, '..', 'static');
const axe = join(here, '..', '..', 'internal', 'testkit', 'browser', 'testdata');

const read = (...parts) => readFileSync(join(...parts), 'utf8');
const sha256 = (text) => createHash('sha256').update(text).digest('hex');
const manifest = {};

function emit(name, text) {
  const hash = sha256(text);
  const dot = name.lastIndexOf('.');
  const file = `${name.slice(0, dot)}-${hash.slice(0, 12)}${name.slice(dot)}`;
  writeFileSync(join(out, file), text);
  manifest[name] = { file, sha256: hash };
  return file;
}

// Modules name each other by file; the committed names carry hashes, so each is written after what it imports.
function emitModule(name, source, imported) {
  const text = source.replace(/from '\.\/([\w.-]+)'/g, (_, from) => `from './${imported[from]}'`);
  imported[name] = emit(name.replace(/\.mjs$/, '.js'), text);
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
mkdirSync(axe, { recursive: true });

const css = sass.compile(join(here, 'css', 'app.scss'), {
  style: 'compressed',
  charset: false,
  loadPaths: [packages],
  importers: [{ findFileUrl: (url) => (url.startsWith('govuk/') ? pathToFileURL(join(frontend, url.slice(6))) : null) }],
}).css;
const remote = css.match(/url\(|@import|@font-face|GDS Transport/);
if (remote) {
  throw new Error(`the style sheet must fetch nothing, but holds ${remote[0]}`);
}
const notice = '/* Contains govuk-frontend 6.6.0, MIT licence: see LICENCE-govuk-frontend.txt */\n';
emit('app.css', `@charset "UTF-8";\n${notice}${css}\n`);

emit('support.js', read(here, 'js', 'support.js'));
emit('favicon.svg', read(here, 'img', 'favicon.svg'));

const imported = {};
const script = read(frontend, 'govuk-frontend.min.js').replace(/\n?\/\/# sourceMappingURL=.*\s*$/, '\n');
emitModule('govuk-frontend.js', notice + script, imported);
for (const name of ['drafts.mjs', 'exit.mjs', 'idle.mjs', 'copy.mjs', 'personal.mjs', 'suggest.mjs', 'upload.mjs', 'app.mjs']) {
  emitModule(name, read(here, 'js', name), imported);
}

for (const name of readdirSync(join(here, 'licences')).sort()) {
  writeFileSync(join(out, name), read(here, 'licences', name));
}
const sorted = Object.fromEntries(Object.keys(manifest).sort().map((name) => [name, manifest[name]]));
writeFileSync(join(out, 'manifest.json'), `${JSON.stringify(sorted, null, 2)}\n`);

writeFileSync(join(axe, 'axe.min.js'), read(packages, 'axe-core', 'axe.min.js'));
writeFileSync(join(axe, 'axe-LICENSE.txt'), read(packages, 'axe-core', 'LICENSE'));
