/** One entry of the tables that requests are read by: what it matches, what that means, and an example that is tested. */
import type { Fact } from './fact.ts';

export interface Reading {
  readonly facts: readonly Fact[];
  /** In a few words, for people. */
  readonly meaning: string;
  /** Characters of the match that were not needed: they are left to other rules. */
  readonly spareStart?: number;
  readonly spareEnd?: number;
}

export interface Rule {
  readonly name: string;
  /** Global. Of the request in lower case, where what has been understood already is replaced by characters of no meaning. */
  readonly pattern: RegExp;
  /** Undefined where the words are not meant so after all. */
  read(groups: Readonly<Record<string, string | undefined>>, match: string): Reading | undefined;
  /** A request, and the meaning that this rule finds in it. */
  readonly example: readonly [request: string, meaning: string];
}

/** Most rules: some words that always mean the same. `words` is the source of a regular expression between word boundaries. */
export const phrase = (
  name: string,
  words: string,
  meaning: string,
  facts: readonly Fact[],
  example: string,
): Rule => ({
  name,
  pattern: new RegExp(`(?<![\\w-])(?:${words})(?![\\w])`, 'g'),
  read: () => ({ facts, meaning }),
  example: [example, meaning],
});
