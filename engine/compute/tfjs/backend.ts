import type { Backend } from '../backend/backend.ts';
export declare function openTfjs(): Promise<Backend>;
