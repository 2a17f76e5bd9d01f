import type { Backend, BackendOptions, BackendStatus } from './backend.ts';
export declare function openBackend(name?: 'onnx' | 'tfjs', options?: BackendOptions): Promise<Backend>;
export declare function availableBackends(): Promise<readonly BackendStatus[]>;
