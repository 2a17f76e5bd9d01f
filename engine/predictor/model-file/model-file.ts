/**
 * A fitted predictor in a file: what it was fitted to, how good it was, and all that it needs to predict the same, bit for bit.
 *
 * Layout: a line of JSON (the header), a line of JSON (the snapshot's text), then the bytes of its arrays. The header has the digest of all that
 * follows it. A model is only handed out for the space and the features that it was fitted to.
 */
import { createHash, type Hash } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { fail, fileError, ok, type Outcome } from '../../data/outcome.ts';
import { ENCODER_VERSION } from '../../encoding/encoder-version.ts';
import type { FitMetrics, FittedPredictor } from '../predictor.ts';
import { predictorKind, predictorKinds } from '../predictors.ts';
import { snapshotFromBytes, snapshotToBytes } from './snapshot-bytes.ts';

/** What a model is about. */
export interface ModelFacts {
  readonly space: SpaceName;
  readonly encoder: { readonly version: number; readonly features: number };
  readonly predictor: { readonly kind: string; readonly options: Readonly<Record<string, unknown>> };
  /** What was learnt: the metric, of how many architectures, and the digest of them with their labels. */
  readonly labels: { readonly metric: string; readonly count: number; readonly fingerprint: string };
  readonly metrics: Omit<FitMetrics, 'fitSeconds'>;
}

export interface SpaceName {
  readonly name: string;
  /** `DecisionSpace.hash` */
  readonly hash: string;
}

export interface Model extends ModelFacts {
  readonly fitted: FittedPredictor;
}

/** What a model is asked for. */
export interface Wanted {
  readonly space: SpaceName;
  /** Number of features of the space. */
  readonly features: number;
  /** Where given, the labels that it must have learnt. */
  readonly fingerprint?: string;
}

const FORMAT = 'hypernas-model';
const VERSION = 1;
/** Digits of a hash that people are shown. */
const SHORT = 8;

interface Header extends ModelFacts {
  readonly format: typeof FORMAT;
  readonly version: number;
  readonly digest: string;
}

/** Writes beside the file and renames: a reader sees the old model or the new one, never a part. */
export function saveModel(file: string, facts: ModelFacts, fitted: FittedPredictor): Outcome<null> {
  const { json, bytes } = snapshotToBytes(fitted.snapshot());
  const header: Header = { format: FORMAT, version: VERSION, digest: digestOf(json, bytes), ...facts };
  const text = new TextEncoder().encode(`${JSON.stringify(header)}\n${json}\n`);
  const part = `${file}.part`;
  try {
    writeFileSync(part, Buffer.concat([text, bytes]));
    renameSync(part, file);
    return ok(null);
  } catch (problem) {
    rmSync(part, { force: true });
    return fail(fileError(file, problem));
  }
}

/** The model, or one sentence on why it cannot be read or does not fit. */
export function loadModel(file: string, wanted: Wanted): Outcome<Model> {
  const read = readFile(file);
  if ('error' in read) return read;
  const { header, json, bytes } = read.value;
  const misfit = misfitOf(header, wanted);
  if (misfit !== undefined) return fail(`${file} ${misfit}`);
  const { format: _format, version: _version, digest: _digest, ...facts } = header;
  const configured = predictorKind(facts.predictor.kind)?.configure(facts.predictor.options);
  if (configured === undefined) {
    const names = predictorKinds.map((each) => each.name).join(', ');
    return fail(
      `${file} holds a predictor "${facts.predictor.kind}", which this version does not have; it has ${names}`,
    );
  }
  if ('error' in configured)
    return fail(`${file} holds a predictor that this version cannot make: ${configured.error}`);
  return ok({ ...facts, fitted: configured.value.restore(snapshotFromBytes({ json, bytes })) });
}

/** The header alone: what a model is about, whatever it was fitted to. */
export function readModelFacts(file: string): Outcome<ModelFacts> {
  const read = readFile(file);
  if ('error' in read) return read;
  const { format: _format, version: _version, digest: _digest, ...facts } = read.value.header;
  return ok(facts);
}

interface FileParts {
  readonly header: Header;
  readonly json: string;
  readonly bytes: Uint8Array;
}

function readFile(file: string): Outcome<FileParts> {
  let content: Buffer;
  try {
    content = readFileSync(file);
  } catch (problem) {
    return fail(fileError(file, problem));
  }
  const first = content.indexOf(10);
  const header = first < 0 ? undefined : headerOf(content.toString('utf8', 0, first));
  if (header === undefined) return fail(`${file} is not a model file`);
  if (header.version !== VERSION)
    return fail(`${file} has version ${header.version} of the model format, this version of HyperNAS reads ${VERSION}`);
  const second = content.indexOf(10, first + 1);
  const json = second < 0 ? '' : content.toString('utf8', first + 1, second);
  const bytes = second < 0 ? new Uint8Array() : new Uint8Array(content.subarray(second + 1));
  if (digestOf(json, bytes) !== header.digest)
    return fail(`${file} is damaged: it is not what was written; fit it again`);
  return ok({ header, json, bytes });
}

/** What follows a good digest was written by this program, so only the format's name and version are looked at. */
function headerOf(line: string): Header | undefined {
  try {
    const header: unknown = JSON.parse(line);
    const isOurs = typeof header === 'object' && header !== null && 'format' in header && header.format === FORMAT;
    return isOurs ? (header as Header) : undefined;
  } catch {
    return undefined;
  }
}

function misfitOf({ space, encoder, labels }: Header, wanted: Wanted): string | undefined {
  if (space.hash !== wanted.space.hash) {
    const other = `space ${space.name} (${space.hash.slice(0, SHORT)})`;
    const asked = `${wanted.space.name} (${wanted.space.hash.slice(0, SHORT)})`;
    return space.name === wanted.space.name
      ? `was fitted to an earlier text of ${other}, which has become ${asked}: fit it again`
      : `was fitted to ${other}, not to ${asked}`;
  }
  if (encoder.version !== ENCODER_VERSION || encoder.features !== wanted.features) {
    return `was fitted to version ${encoder.version} of the features (${encoder.features} of them), this version of HyperNAS computes version ${ENCODER_VERSION} (${wanted.features}): fit it again`;
  }
  if (wanted.fingerprint !== undefined && labels.fingerprint !== wanted.fingerprint) {
    return `was fitted to ${labels.count} other labels of ${labels.metric} (${labels.fingerprint.slice(0, SHORT)}, not ${wanted.fingerprint.slice(0, SHORT)}): fit it again`;
  }
  return undefined;
}

function digestOf(json: string, bytes: Uint8Array): string {
  const hash: Hash = createHash('sha256');
  return hash.update(json).update('\n').update(bytes).digest('hex');
}
