import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { FluentBundle, FluentResource } from '@fluent/bundle';

const root = new URL('..', import.meta.url).pathname;
const locales = join(root, 'src/locales');
const typesFile = join(root, 'src/lib/i18n/messages.ts');

/** The messages of a language, with the names of their arguments. */
function messagesOf(locale: string): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const file of readdirSync(join(locales, locale)).sort()) {
    const text = readFileSync(join(locales, locale, file), 'utf8');
    const bundle = new FluentBundle(locale);
    assert.deepEqual(bundle.addResource(new FluentResource(text)), [], `${locale}/${file}`);
    for (const message of text.split(/^(?=[a-z])/m).filter((part) => /^[a-z]/.test(part))) {
      const id = /^[\w-]+/.exec(message)?.[0] ?? '';
      assert(bundle.hasMessage(id), `${locale}/${file}: ${id} cannot be read`);
      assert(!found.has(id), `${locale}/${file}: ${id} is there twice`);
      found.set(
        id,
        new Set([...message.matchAll(/\{\s*(?:[A-Z]+\(\s*)?\$(\w+)/g)].map((match) => match[1] ?? '')),
      );
    }
  }
  return found;
}

function typesOf(messages: Map<string, Set<string>>): string {
  const lines = [...messages]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, args]) => {
      const names =
        [...args]
          .sort()
          .map((name) => `'${name}'`)
          .join(' | ') || 'never';
      return `  '${id}': ${names};`;
    });
  return `// Made from the English messages: UPDATE=1 npm test\n\n/** The messages and the names of their arguments. */\nexport interface Messages {\n${lines.join('\n')}\n}\n`;
}

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return sources(path);
    return /\.(svelte|ts|rs)$/.test(name) && path !== typesFile ? [readFileSync(path, 'utf8')] : [];
  });
}

const english = messagesOf('en');

test('the types of the messages are those of the English files', () => {
  const types = typesOf(english);
  if (process.env.UPDATE) writeFileSync(typesFile, types);
  assert.equal(readFileSync(typesFile, 'utf8'), types, 'run UPDATE=1 npm test');
});

test('every message is said somewhere', () => {
  const code = sources(join(root, 'src')).join('\n');
  // The words of reports are said by the server, and those of its sections are put together.
  const server = sources(join(root, '../server/src/report')).join('\n');
  const isSaid = (id: string) =>
    id.startsWith('doc-')
      ? server.includes(`"${id.replace(/^doc-csv-/, '')}"`) ||
        server.includes(`"${id}"`) ||
        server.includes(`"${id.slice(4)}"`)
      : code.includes(`'${id}'`);
  const unused = [...english.keys()].filter((id) => !isSaid(id));
  assert.deepEqual(unused, []);
});

test('every language has every message, with the same arguments', () => {
  for (const locale of readdirSync(locales)) {
    const messages = messagesOf(locale);
    assert.deepEqual([...messages.keys()].sort(), [...english.keys()].sort(), locale);
    for (const [id, args] of messages) assert.deepEqual(args, english.get(id), `${locale}: ${id}`);
  }
});
