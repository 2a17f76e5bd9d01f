/** Kinds that `dataset`, `evaluator`, `predictor`, `hypernetwork` and `search` name. A test holds them against what the engine offers. */
export const kinds = {
  dataset: ['glyphs', 'mnist', 'idx', 'cifar10', 'cifar100', 'npy', 'npz', 'folder', 'csv'],
  evaluator: ['train', 'table', 'command', 'ghn', 'queue'],
  predictor: ['gp', 'trees', 'ensemble', 'hypernas', 'incontext'],
  hypernetwork: ['ghn'],
  search: ['random', 'exhaustive', 'local', 'evolution', 'nsga2', 'halving', 'predictor', 'prescreen'],
} as const;

/** Keys of an experiment's fields and sections, with what they hold. */
export const experimentKeys = {
  fields: ['space', 'dataset', 'evaluator', 'predictor', 'seed'],
  sections: { search: kinds.search, budget: ['evaluations', 'time'], checkpoint: ['every'] },
} as const;
