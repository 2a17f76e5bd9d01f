/** Signature help. */
import { MarkupKind, type Position, type SignatureHelp } from 'vscode-languageserver';
import { signatureHelp } from '../../dsl/service/signature-help.ts';
import { offsetOf, type OpenFile } from '../locate.ts';

export function signatureHelpAt({ program, file, lines }: OpenFile, position: Position): SignatureHelp | null {
  const found = signatureHelp(program, file, offsetOf(lines, position));
  if (found === undefined) return null;
  const { label, doc, parameters, active } = found;
  // One past the last parameter marks none of them.
  const activeParameter = active === undefined || active < 0 ? parameters.length : active;
  return {
    signatures: [
      {
        label,
        parameters: parameters.map(([start, end]) => ({ label: [start, end] })),
        ...(doc === undefined ? {} : { documentation: { kind: MarkupKind.Markdown, value: doc } }),
      },
    ],
    activeSignature: 0,
    activeParameter,
  };
}
