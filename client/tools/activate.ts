/** The tools that language models in the editor may call. Each only reads; runs are started by people. */
import type { Disposable } from 'vscode';
import type { Parts } from '../parts.ts';
import { checkTool } from './check.ts';
import { frontTool } from './front.ts';
import { predictTool } from './predict.ts';
import { registerTool } from './tool.ts';

export const activateTools = (parts: Parts): Disposable[] => [
  registerTool(checkTool(parts)),
  registerTool(predictTool(parts)),
  registerTool(frontTool(parts)),
];
