/** All rules in the order that they are tried in: names that hold numbers first, then numbers with their units, then single words. */
import type { Rule } from '../rule.ts';
import { boundRules } from './bounds.ts';
import { budgetRules } from './budget.ts';
import { dataRules, imageRules } from './data.ts';
import { goalRules } from './goals.ts';
import { deviceRules, familyRules, featureRules } from './kinds.ts';
import { searchRules, taskRules } from './search.ts';

const [named, plain] = [familyRules.slice(0, 6), familyRules.slice(6)];

export const rules: readonly Rule[] = [
  ...dataRules.slice(0, 6),
  ...named,
  ...imageRules,
  ...budgetRules,
  ...boundRules,
  ...dataRules.slice(6),
  ...searchRules,
  ...featureRules,
  ...plain,
  ...taskRules,
  ...deviceRules,
  ...goalRules,
];
