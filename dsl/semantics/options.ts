/** Option records `{ epochs: 3, augment: [crop(pad: 4), flip] }` as plain data: units applied, names as texts, calls as records. */
import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Expr, RecordExpr } from '../syntax/ast.ts';
import { withUnit } from './units.ts';

export type OptionValue = number | string | boolean | readonly OptionValue[] | OptionRecord;

export interface OptionRecord {
  readonly [key: string]: OptionValue;
}

export function readOptionRecord(
  record: RecordExpr | undefined,
  file: string,
  diagnostics: Diagnostic[],
): OptionRecord {
  const out: Record<string, OptionValue> = {};
  for (const { key, value } of record?.entries ?? []) {
    if (key.text === '') continue;
    if (Object.hasOwn(out, key.text)) {
      diagnostics.push(diagnostic('duplicate-key', { file, span: key.span }, { key: key.text }));
      continue;
    }
    const read = readOption(value, file, diagnostics);
    if (read !== undefined) out[key.text] = read;
  }
  return out;
}

/** Undefined where the parser or this function has reported a problem. */
function readOption(expr: Expr, file: string, diagnostics: Diagnostic[]): OptionValue | undefined {
  switch (expr.kind) {
    case 'number':
      return withUnit(expr.value, expr.unit);
    case 'string':
    case 'boolean':
      return expr.value;
    case 'name':
      return expr.name;
    case 'unary': {
      const value = readOption(expr.operand, file, diagnostics);
      return expr.operator === '-' && typeof value === 'number' ? -value : value;
    }
    case 'list':
      return expr.items.map((item) => readOption(item, file, diagnostics)).filter((item) => item !== undefined);
    case 'record':
      return readOptionRecord(expr, file, diagnostics);
    case 'call': {
      if (expr.callee.kind !== 'name') break;
      const options: Record<string, OptionValue> = { name: expr.callee.name };
      expr.args.forEach((arg, i) => {
        const value = readOption(arg.value, file, diagnostics);
        if (value !== undefined) options[arg.name?.text ?? String(i)] = value;
      });
      return options;
    }
    case 'error':
      return undefined;
    default:
      break;
  }
  diagnostics.push(
    diagnostic(
      'type-mismatch',
      { file, span: expr.span },
      { expected: 'a plain value (number, text, name, list or record)', actual: 'an expression' },
    ),
  );
  return undefined;
}
