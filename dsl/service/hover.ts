/** Hover: what stands under the cursor, in Markdown. One file a kind of thing stands in hover/. */
import type { Program } from '../semantics/program.ts';
import type { ArchItem, ChoiceExpr, ChooseExpr, ExitStatement, RequireMember, SpaceItem, Span } from '../syntax/ast.ts';
import { isDeclared, type Meaning } from './declarations.ts';
import { unitDocs, wordDoc } from './facts/words.ts';
import { hoverBuiltIn } from './hover/built-in.ts';
import { hoverDeclared } from './hover/declared.ts';
import { hoverDecision } from './hover/decision.ts';
import { hoverDevice } from './hover/device.ts';
import { hoverExit } from './hover/exit.ts';
import { paragraphs } from './hover/markdown.ts';
import { hoverOperator } from './hover/operator.ts';
import { hoverOption } from './hover/option.ts';
import { hoverPath } from './hover/path.ts';
import { hoverRequire } from './hover/require.ts';
import { nodesAt, type TreeNode } from './locate.ts';
import { occurrenceAt, resolveFile, scopeAt } from './names.ts';
import type { Scope } from './scope.ts';
import { isWord, tokenAt } from './tokens.ts';

export interface Hover {
  readonly span: Span;
  readonly markdown: string;
}

export function hover(program: Program, file: string, offset: number): Hover | undefined {
  const resolved = resolveFile(program, file);
  if (resolved === undefined) return undefined;
  const found = occurrenceAt(resolved, offset);
  const scope = scopeAt(resolved, offset);
  if (found !== undefined) {
    const { span, meaning } = found;
    const listed = nodesAt(resolved.ast, span.start).some(({ kind }) => kind === 'opset' || kind === 'let');
    const asked =
      meaning.kind === 'metric' ? hoverDevice(program, nodesAt(resolved.ast, offset), offset)?.markdown : '';
    const here = meaning.kind === 'op' ? hoverOperator(program, file, span.start, meaning.name.text, listed) : '';
    return { span, markdown: paragraphs(describeMeaning(program, meaning, scope), here, asked ?? '') };
  }
  const device = hoverDevice(program, nodesAt(resolved.ast, offset), offset);
  if (device !== undefined) return device;
  const token = tokenAt(resolved.text, offset);
  if (token === undefined) return undefined;
  const span = { start: token.startOffset, end: token.endOffset + 1 };
  const nodes = nodesAt(resolved.ast, offset);
  const markdown = hoverNode(program, file, nodes, token.image, isWord(token));
  return markdown === undefined ? undefined : { span, markdown };
}

export function describeMeaning(program: Program, meaning: Meaning, scope: Scope | undefined): string {
  return isDeclared(meaning) ? hoverDeclared(program, meaning, scope) : hoverBuiltIn(meaning);
}

function hoverNode(
  program: Program,
  file: string,
  nodes: readonly TreeNode[],
  word: string,
  isName: boolean,
): string | undefined {
  const innermost = nodes.at(-1);
  if (innermost === undefined) return undefined;
  if (innermost.kind === 'number') {
    const unit = /[A-Za-z%]+$/.exec(word)?.[0];
    return unit === undefined || unitDocs[unit] === undefined ? undefined : `\`${unit}\`: ${unitDocs[unit]}`;
  }
  const arch = nodes.find((node) => node.kind === 'arch') as ArchItem | undefined;
  if (arch?.value.kind === 'record') {
    const path = hoverPath(program, file, arch, innermost.span.start);
    if (path !== undefined) return path;
  }
  const option = hoverOption(nodes, innermost.span.start);
  if (option !== undefined) return option;
  if (!isName || 'text' in innermost) return undefined;
  switch (innermost.kind) {
    case 'choice':
    case 'choose': {
      if (word !== innermost.kind) break;
      const decided = hoverDecision(program, file, innermost as ChoiceExpr | ChooseExpr);
      return decided === '' ? wordDoc(word) : decided;
    }
    case 'exit':
      if (word !== 'exit') break;
      return hoverExit(program, file, innermost as ExitStatement);
    case 'require': {
      const space = nodes.find((node) => node.kind === 'space') as SpaceItem | undefined;
      if (word === 'require' && space !== undefined)
        return hoverRequire(program, space, file, innermost as RequireMember);
      break;
    }
  }
  return wordDoc(word, innermost.kind);
}
