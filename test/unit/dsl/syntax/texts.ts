/** The texts that the language must express: the bundled spaces, the prelude and an experiment. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const root = join(import.meta.dirname, '../../../..');
export const golden = join(root, 'test/golden');

export interface Text {
  readonly name: string;
  readonly text: string;
}

const read = (path: string): Text => ({
  name: basename(path).replace(/(\.in)?\.hnas$/, ''),
  text: readFileSync(path, 'utf8'),
});

export const spaces: readonly Text[] = readdirSync(join(root, 'examples/spaces'))
  .filter((name) => /.\.hnas$/.test(name))
  .map((name) => read(join(root, 'examples/spaces', name)));

export const experiment: Text = read(join(golden, 'format/experiment.in.hnas'));

export const prelude: Text = read(join(root, 'dsl/prelude/prelude.hnas'));

/** The seven texts of the language's design. */
export const texts: readonly Text[] = [...spaces, experiment];
