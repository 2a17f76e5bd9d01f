/** Hover on a decision: its paths, domain, when it is active, and what each alternative leaves. */
import type { Program } from '../../semantics/program.ts';
import type { ChoiceExpr, ChooseExpr } from '../../syntax/ast.ts';
import { decisionsAt, describeDecision, type DecisionFacts, type PlaceOfDecisions } from '../facts/decision-facts.ts';
import { grouped } from '../facts/numbers.ts';
import { paragraphs, plural } from './markdown.ts';

const PATHS = 6;
const ALTERNATIVES = 16;

/** Empty where the expression makes no decision: one alternative, or a space that does not use it. */
export function hoverDecision(program: Program, file: string, expr: ChoiceExpr | ChooseExpr): string {
  const places = decisionsAt(program, file, expr.span);
  return paragraphs(...places.map((place) => ofSpace(place, places.length > 1)));
}

function ofSpace({ space, facts, decisions }: PlaceOfDecisions, named: boolean): string {
  const [first] = decisions;
  if (first === undefined) return '';
  const described = describeDecision(facts, first);
  const paths = decisions.slice(0, PATHS).map(({ path }) => `\`${path}\``);
  const rest = decisions.length - paths.length;
  const list = `${paths.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
  const head = decisions.length === 1 ? `Decision ${list}` : `${decisions.length} decisions: ${list}`;
  return paragraphs(
    named ? `In space \`${space.name.text}\`:` : '',
    `${head}.`,
    describe(described, facts.model.costs.length > 0),
  );
}

/** Domain, activity and the table of alternatives of one decision. */
export function describe(facts: DecisionFacts, costs: boolean): string {
  const { alternatives, leaves, condition } = facts;
  const kind = facts.kind === 'subset' ? 'subset' : facts.ordinal ? 'alternative, in order' : 'alternative';
  const size =
    facts.kind === 'choice' && facts.ordinal
      ? `${alternatives.length} alternatives, in order`
      : plural(alternatives.length, kind);
  const domain = facts.dependent ? `At most ${size}, depending on other decisions.` : `${size}.`;
  const active = condition === undefined ? 'Always active.' : `Active where \`${condition}\`.`;
  const shown = alternatives.slice(0, ALTERNATIVES);
  const more = alternatives.length - shown.length;
  const rest = more > 0 ? `and ${grouped(more)} more` : '';
  if (leaves === undefined)
    return paragraphs(
      `${domain} ${active}`,
      `${shown.map((each) => `\`${each}\``).join(', ')} ${rest}`,
      facts.counting ? 'Counting what each leaves …' : '',
    );
  const heading = costs ? 'architectures (requirements on costs left aside)' : 'architectures';
  const rows = shown.map((each, i) => `| \`${each.replaceAll('|', '\\|')}\` | ${grouped(leaves[i] ?? 0n)} |`);
  return paragraphs(
    `${domain} ${active}`,
    // Editors set columns close together.
    [`| alternative\u00a0 | ${heading} |`, '| --- | ---: |', ...rows].join('\n'),
    rest,
  );
}
