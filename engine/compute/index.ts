/**
 * The public face of the compute package: write tensor programs, compile them, run them. See docs/compute.md.
 *
 * Consumers import from here only. Nothing here loads a native library: backends are loaded when opened.
 */
export type { DType, Tensor } from './program/tensor.ts';
export { ProgramError, sizeOf } from './program/shape.ts';
export type { Shape } from './program/shape.ts';
export type { Pads, Pair } from './program/instructions.ts';
export { program } from './program/program.ts';
export { freeze } from './program/freeze.ts';
export type { Port, Program, ProgramSpec, StatePort, Update } from './program/program.ts';
export { gradients } from './program/gradient.ts';

export * from './ops/index.ts';
export * from './train/index.ts';

export { ComputeError, DeviceLost } from './backend/backend.ts';
export type {
  Backend,
  BackendChoice,
  BackendName,
  BackendOptions,
  BackendStatus,
  CompileOptions,
  DeviceState,
  DeviceValue,
  Executable,
  Feeds,
  Fetched,
  HostTensor,
  TensorData,
} from './backend/backend.ts';
export { packedHeader, packTensors, unpackTensors } from './packed-tensors.ts';
export type { Packed } from './packed-tensors.ts';
export { Session, openSession } from './backend/session.ts';
export { keptPrograms, programMemory, PROGRAM_MEMORY_VARIABLE } from './backend/kept-programs.ts';
export type { KeptPrograms } from './backend/kept-programs.ts';
export { onceMore } from './backend/once-more.ts';
export { openBackend, openWritten } from './backend/open.ts';
export { availableBackends, usedBackend } from './backend/available.ts';
export { chosenDevice, deviceNames, DEVICE_VARIABLE, isDeviceName, placeOf } from './backend/device.ts';
export type { DeviceName } from './backend/device.ts';
export { exportOnnx } from './onnx/export.ts';
export type { OnnxExportOptions } from './onnx/export.ts';
