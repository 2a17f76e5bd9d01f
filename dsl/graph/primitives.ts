export type PrimitiveName = string;
