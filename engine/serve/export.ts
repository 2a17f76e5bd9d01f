/** Export for the editor: the formats there are, and an architecture of the text as a file in one of them. */
import { exportFormats, formatNamed } from '../export/formats.ts';
import { subjectOf } from '../export/subject.ts';
import { Refusal, type Handlers } from '../protocol/peer.ts';
import { LONGEST_BYTES } from '../protocol/read.ts';
import { openSpace } from './open-source.ts';

/** The weights of a file that holds some are the first ones of this seed. */
const SEED = 0;

export const exportHandlers: Pick<Handlers, 'exportFormats' | 'exportArchitecture'> = {
  exportFormats: async () =>
    exportFormats.map(({ format, title, extension, description }) => ({ format, title, extension, description })),
  exportArchitecture: async ({ source, space: spaceName, architecture: text, name, format: formatName }) => {
    const format = formatNamed(formatName);
    if ('error' in format) throw new Refusal(format.error);
    const space = openSpace(source, spaceName);
    if ('error' in space) throw new Refusal(space.error);
    const { value: architecture, diagnostics } = space.value.parse(text);
    const wrong = diagnostics.find(({ severity }) => severity === 'error');
    if (architecture === undefined || wrong !== undefined) {
      throw new Refusal(`${name} is no architecture of ${spaceName}: ${wrong?.message ?? 'it cannot be read'}`);
    }
    const written = format.value.write(subjectOf(space.value, architecture, name, SEED));
    if ('error' in written) throw new Refusal(written.error);
    const bytes = Buffer.from(written.value).toString('base64');
    if (bytes.length > LONGEST_BYTES) {
      const megabytes = Math.round(written.value.length / 1e6);
      throw new Refusal(`the file of ${name} has ${megabytes} MB, too many for the editor; hnas export writes it`);
    }
    return { fileName: `${name}.${format.value.extension}`, bytes };
  },
};
