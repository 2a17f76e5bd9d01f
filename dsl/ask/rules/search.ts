/** How networks are searched and measured, and what they are to do. */
import type { Fact } from '../fact.ts';
import { phrase, type Rule } from '../rule.ts';

const one = (name: string, words: string, meaning: string, fact: Fact, example: string): Rule =>
  phrase(name, words, meaning, [fact], example);

export const searchRules: readonly Rule[] = [
  one(
    'nsga2',
    'nsga[- ]?(?:ii|2)',
    'the strategy nsga2',
    { kind: 'strategy', strategy: 'nsga2' },
    'search with NSGA-II',
  ),
  one(
    'halving',
    '(?:successive )?halving|hyper ?band|multi[- ]fidelity(?: search)?|low[- ]fidelity(?: search)?',
    'successive halving',
    { kind: 'strategy', strategy: 'halving' },
    'by successive halving',
  ),
  one(
    'prescreening',
    'pre-?screen(?:ing|ed|s)?(?: (?:by|with) (?:a )?(?:graph )?hyper-?networks?)?|scor(?:e|es|ed|ing) (?:them )?(?:by|with) (?:a )?(?:graph )?hyper-?networks?|(?:generated|made-up) weights',
    'candidates are scored with weights that a hypernetwork makes',
    { kind: 'strategy', strategy: 'prescreen' },
    'prescreened by a hypernetwork',
  ),
  one(
    'random search',
    'random(?:ly)?[- ]?(?:search|sampling|sampled)?(?! cells)',
    'random search',
    { kind: 'strategy', strategy: 'random' },
    'by random search',
  ),
  one(
    'evolution',
    '(?:regulari[sz]ed |aging )?evolution(?:ary)?(?: (?:search|algorithms?))?|genetic(?: (?:search|algorithms?))?',
    'evolution',
    { kind: 'strategy', strategy: 'evolution' },
    'with an evolutionary algorithm',
  ),
  one(
    'local search',
    'local search|hill[- ]climbing',
    'local search',
    { kind: 'strategy', strategy: 'local' },
    'use hill climbing',
  ),
  one(
    'exhaustive',
    'exhaustive(?:ly)?(?: search)?|brute[- ]force|grid search|(?:try|evaluate) (?:them )?all',
    'all architectures in turn',
    { kind: 'strategy', strategy: 'exhaustive' },
    'an exhaustive search',
  ),
  one(
    'gaussian process',
    'gaussian process(?:es)?|gps?(?! ?\\d)',
    'a Gaussian process predicts',
    { kind: 'predictor', predictor: 'gp' },
    'with a Gaussian process',
  ),
  one(
    'trees',
    'random forests?|(?:regression |boosted )?trees|gradient boosting|xgboost',
    'trees predict',
    { kind: 'predictor', predictor: 'trees' },
    'predict with gradient boosting',
  ),
  one(
    'ensemble',
    'ensembles?',
    'an ensemble predicts',
    { kind: 'predictor', predictor: 'ensemble' },
    'predicted by an ensemble',
  ),
  one(
    'hypernas',
    'hyper ?nas|(?:graph )?hyper[- ]?networks?',
    'HyperNAS predicts',
    { kind: 'predictor', predictor: 'hypernas' },
    'guided by a hypernetwork',
  ),
  one(
    'in context',
    'in[- ]context(?: learning| predictor)?',
    'the pretrained predictor that learns in context',
    { kind: 'predictor', predictor: 'incontext' },
    'an in-context predictor',
  ),
  one(
    'predictor',
    'bayesian(?: optimi[sz]ation)?|model[- ]based(?: search)?|surrogate(?:[- ]based)?(?: search)?|predictor(?:[- ](?:guided|based))?(?: search)?',
    'a search that a predictor guides',
    { kind: 'strategy', strategy: 'predictor' },
    'Bayesian optimisation',
  ),
  one(
    'table',
    '(?:(?:a|the|my|our) )?(?:measured |benchmark |lookup )?tables?|(?:measured|tabular|precomputed)(?: (?:results?|data|accuracies|benchmarks?))?',
    'accuracies from a table',
    { kind: 'evaluator', evaluator: 'table' },
    'use a table of results',
  ),
  one(
    'train',
    '(?:really |actually )?train(?:ed|ing)?(?: (?:them|it|each|from scratch|for real))*',
    'networks are trained',
    { kind: 'evaluator', evaluator: 'train' },
    'train from scratch',
  ),
];

const other = (name: string, words: string, what: string, example: string): Rule =>
  phrase(
    `task ${name}`,
    words,
    what,
    [{ kind: 'unsupported', why: `${what} cannot be searched for: data sets of the language are labelled images` }],
    example,
  );

export const taskRules: readonly Rule[] = [
  other(
    'detection',
    '(?:object |face |pedestrian )?(?:detect(?:ion|or|ors|ing)?|localis?z?ation)(?: (?:faces|objects|people))?|yolo',
    'detecting objects',
    'an object detector',
  ),
  other(
    'segmentation',
    '(?:semantic |instance |image )?segment(?:ation|ing|er)|u-?net',
    'segmenting images',
    'semantic segmentation',
  ),
  other(
    'language',
    '(?:large )?language models?|llms?|chat ?bots?|text (?:classif\\w+|generation)|sentiment(?: analysis)?|translat(?:ion|or|e)|nlp',
    'processing text',
    'a language model',
  ),
  other(
    'audio',
    'speech(?: recognition)?|audio(?: classif\\w+)?|keyword spotting|wake ?words?|sounds?',
    'processing sound',
    'keyword spotting',
  ),
  other(
    'regression',
    'regress(?:ion|or)|forecast(?:ing|s)?|time[- ]series|tabular data|recommend(?:er|ation)(?: systems?)?',
    'predicting numbers',
    'time series forecasting',
  ),
  other(
    'generation',
    'image generation|generat(?:e|ive) (?:images|models?)|diffusion(?: models?)?|gans?|super[- ]resolution|denois(?:e|er|ing)',
    'generating images',
    'a diffusion model',
  ),
  other(
    'video',
    'videos?(?: classif\\w+)?|action recognition|pose estimation|point clouds?|3d',
    'processing video',
    'video classification',
  ),
  phrase(
    'classification',
    '(?:image|photo|picture|digit|letter)?[- ]?(?:classif(?:ier|iers|ication|y|ies|ying)|recogni[sz](?:e|es|er|ers|ing)|recognition)(?: (?:of )?(?:images?|photos?|pictures?))?',
    'image classification',
    [{ kind: 'task' }],
    'an image classifier',
  ),
  phrase(
    'tell apart',
    'tells? apart|distinguish(?:es|ing)?',
    'image classification',
    [{ kind: 'task' }],
    'distinguish 4 classes',
  ),
];
