/** Values of messages as JSON knows them: Maps become objects, at any depth. What holds no Map is handed back as it is, not copied. */

export function toJson(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, each]) => [key, toJson(each)]));
  if (Array.isArray(value)) return listToJson(value);
  return recordToJson(value as Readonly<Record<string, unknown>>);
}

function listToJson(list: readonly unknown[]): readonly unknown[] {
  let copy: unknown[] | undefined;
  for (let i = 0; i < list.length; i++) {
    const each = toJson(list[i]);
    if (each !== list[i]) (copy ??= [...list])[i] = each;
  }
  return copy ?? list;
}

function recordToJson(record: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  let copy: Record<string, unknown> | undefined;
  for (const key of Object.keys(record)) {
    const each = toJson(record[key]);
    if (each !== record[key]) (copy ??= { ...record })[key] = each;
  }
  return copy ?? record;
}
