/** Completion: what fits at the cursor. Where that is stands in completion/place.ts. */
import { PARAMETER_TYPES } from '../semantics/arguments.ts';
import { fitted, TIME } from './completion/fit.ts';
import { flowAt } from './facts/flow-facts.ts';
import { nodesAt } from './locate.ts';
import { experimentKeys } from '../semantics/kinds.ts';
import { metricsOfExperiment, type KnownMetrics } from '../semantics/declared-metrics.ts';
import { metrics } from '../semantics/metrics.ts';
import type { Program } from '../semantics/program.ts';
import { referencesOf } from '../semantics/references.ts';
import { notationNames } from '../space/notations/notation-name.ts';
import type { Span } from '../syntax/ast.ts';
import { proposeAlternatives, proposePaths } from './completion/architecture.ts';
import { proposeArguments, proposeKnownArguments } from './completion/arguments.ts';
import type { Proposal, ProposalKind } from './completion/item.ts';
import { keywordsOf } from './completion/keywords.ts';
import { proposeMembers } from './completion/members.ts';
import {
  documentOption,
  proposeDevices,
  proposeKinds,
  proposeOptions,
  proposeOptionValues,
} from './completion/options.ts';
import { placeAt, type Place } from './completion/place.ts';
import { proposeValues } from './completion/values.ts';
import { ITEM_KINDS } from './declarations.ts';
import type { OptionGroup } from './facts/options.ts';
import { unitDocs, wordDoc } from './facts/words.ts';
import { describeMeaning } from './hover.ts';
import { resolveFile, scopeAt, type ResolvedFile } from './names.ts';
import { itemDeclarations } from './names-of-experiments.ts';
import { meaningOf } from './scope.ts';

const MERGES = ['sum', 'mean', 'max', 'concat'];
const SHAPES = ['image', 'tokens', 'features', 'logits'];
const SHAPE_MEMBERS = ['channels', 'height', 'width', 'count'];

/** `milliseconds` are for trying which operators take the shape that flows at the cursor. */
export function complete(program: Program, file: string, offset: number, milliseconds = TIME): readonly Proposal[] {
  const resolved = resolveFile(program, file);
  if (resolved === undefined) return [];
  const { place, span, around } = placeAt(resolved, offset);
  const scope = scopeAt(resolved, around);
  const words = (kind: ProposalKind, list: readonly string[]): Proposal[] =>
    list.map((label) => ({ label, kind, group: 0, span }));
  switch (place.kind) {
    case 'nothing':
      return [];
    case 'unit':
      return Object.entries(unitDocs).map(([label, detail]) => ({ label, kind: 'unit', detail, group: 0, span }));
    case 'shape-member':
      return words('key', SHAPE_MEMBERS);
    case 'metric':
      return [...metricsAt(program, resolved, offset).values()].map(({ name, doc, perDevice }) => ({
        ...{ label: name, kind: 'metric', detail: doc, group: 0, span },
        ...(perDevice === true ? { insert: `${name}(device: "$0")`, snippet: true } : {}),
        ...(name === 'anytime' ? { insert: 'anytime(${1:30M})', snippet: true } : {}),
      }));
    case 'merge':
      return words('word', MERGES);
    case 'type':
      return words('type', PARAMETER_TYPES);
    case 'shape':
      return words('type', SHAPES).map((each) => ({ ...each, insert: `${each.label}[$0]`, snippet: true }));
    case 'kind':
      return proposeKinds(place.group as OptionGroup, span);
    case 'item-name':
      return itemNames(program, place.group, file, span);
    case 'section-key': {
      const keys: Readonly<Record<string, readonly string[]>> = experimentKeys.sections;
      return (keys[place.section] ?? []).map((key) => withColon(key, span));
    }
    case 'option':
      return proposeOptions(place.of, span);
    case 'option-value':
      return [
        ...proposeOptionValues(place.of, place.option, span),
        ...(place.quoted === true ? [] : itemNames(program, referredKind(place), file, span)),
      ];
    case 'device':
      return proposeDevices(program, span);
    case 'path':
      return proposePaths(program, file, place.arch, span);
    case 'alternative':
      return proposeAlternatives(program, file, place.arch, place.path, span);
    case 'notation':
      return notationNames.map((label) => ({
        ...{ label, kind: 'word', group: 0, span, insert: `${label} "$0"`, snippet: true },
      }));
    case 'member':
      return proposeMembers(place.of, scope, span);
    case 'record-key':
      return place.keys.map((key) => withColon(key, span));
    case 'cell-output':
      return [
        ...MERGES.map((label) => call(label, '$0', span)),
        ...proposeValues(program, scope, 'value', span),
        ...keywords({ kind: 'value' }, span),
      ];
    case 'cell-require':
      return [
        ...['edges', 'reachable'].map((label) => call(label, 'self', span)),
        ...proposeValues(program, scope, 'value', span),
        ...keywords({ kind: 'value' }, span),
      ];
    case 'argument': {
      const known = proposeKnownArguments(place.call, span);
      if (known !== undefined) return known;
      return [
        ...proposeArguments(program, place.call, scope, span),
        ...proposeValues(program, scope, 'value', span),
        ...keywords(place, span),
      ];
    }
    case 'statement':
    case 'step': {
      const flow = flowAt(program, file, nodesAt(resolved.ast, offset), span.start);
      const proposals = proposeValues(program, scope, place.kind, span);
      return [
        ...(flow === undefined ? proposals : fitted(program, file, scope, flow, proposals, milliseconds)),
        ...keywords(place, span),
      ];
    }
    case 'value':
      return [...proposeValues(program, scope, place.kind, span), ...keywords(place, span)];
    case 'experiment-member':
      return [
        ...experimentKeys.fields.map((key) => withColon(key, span)),
        ...['search', 'budget', 'checkpoint'].map((label) => section(label, span)),
        ...keywords(place, span),
      ];
    default:
      return keywords(place, span);
  }
}

function itemNames(program: Program, group: string | undefined, file: string, span: Span): Proposal[] {
  const kind = ITEM_KINDS.find((each) => each === group);
  return kind === undefined
    ? []
    : itemDeclarations(program, kind, file).map(({ name }) => ({ label: name.text, kind, group: 0, span }));
}

/** What an option that holds a name refers to. */
const referredKind = ({ of, option }: Extract<Place, { kind: 'option-value' }>): string | undefined =>
  referencesOf(of.group, of.type)[option]?.to;

const withColon = (label: string, span: Span): Proposal => ({
  label,
  kind: 'key',
  insert: `${label}: `,
  group: 0,
  span,
});

const call = (label: string, inside: string, span: Span): Proposal => ({
  ...{ label, kind: 'word', group: 0, span, insert: `${label}(${inside})`, snippet: true },
});

const section = (label: string, span: Span): Proposal => ({
  ...{ label, kind: 'keyword', group: 1, span },
  insert: label === 'search' ? 'search ${1:predictor} { $0 }' : `${label} { $0 }`,
  snippet: true,
});

function keywords(place: Place, span: Span): Proposal[] {
  const key = place.kind === 'after' ? `after ${place.node}` : place.kind === 'argument' ? 'value' : place.kind;
  return (keywordsOf[key] ?? []).map(({ word, insert }) => ({
    ...{ label: word, kind: 'keyword', group: 3, span },
    ...(insert === word ? {} : { insert, snippet: true }),
  }));
}

/** Those of the experiment around, which ends early while its text is not finished; else those of the language. */
function metricsAt(program: Program, { ast, file }: ResolvedFile, offset: number): KnownMetrics {
  const item = ast.items.findLast(({ span }) => span.start <= offset);
  return item?.kind === 'experiment' ? metricsOfExperiment(program, item, file) : metrics;
}

/** What documents a proposal made at this place, in Markdown. */
export function documentProposal(program: Program, file: string, offset: number, label: string): string | undefined {
  const resolved = resolveFile(program, file);
  if (resolved === undefined) return undefined;
  const { place, around } = placeAt(resolved, offset);
  const scope = scopeAt(resolved, around);
  if (place.kind === 'statement' || place.kind === 'step' || place.kind === 'value' || place.kind === 'argument') {
    const meaning = meaningOf(scope, label);
    if (meaning !== undefined) return describeMeaning(program, meaning, scope);
  }
  if (place.kind === 'option') return documentOption(place.of, label);
  if (place.kind === 'item-name' || place.kind === 'option-value') {
    const group = place.kind === 'item-name' ? place.group : referredKind(place);
    const kind = ITEM_KINDS.find((each) => each === group);
    const found = kind && itemDeclarations(program, kind, file).find(({ name }) => name.text === label);
    if (found !== undefined) return describeMeaning(program, found, scope);
  }
  return wordDoc(label, place.kind === 'node-member' ? 'nodes' : undefined);
}
