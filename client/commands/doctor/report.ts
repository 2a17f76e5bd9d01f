/** What Doctor found, as a document for people: what wants attention and what helps, then everything that a report of a fault needs. */
import { l10n } from 'vscode';
import type { ResultOf } from '../../../engine/protocol/messages.ts';
import type { EngineStatus } from '../../../engine/protocol/status.ts';

export interface Facts {
  readonly extension: string;
  readonly editor: string;
  readonly workspace: { readonly trusted: boolean; readonly folders: number };
  readonly serverRuns: boolean;
  /** What the language server says of the engine. */
  readonly status: EngineStatus | undefined;
  /** What the engine says of the machine, or why it says nothing. */
  readonly machine: ResultOf<'doctor'> | { readonly error: string };
  /** Settings that are not the defaults. */
  readonly settings: readonly (readonly [name: string, value: string])[];
}

export function report(facts: Facts): string {
  const { machine, status, workspace } = facts;
  const wrong = problems(facts);
  const backends = 'error' in machine ? [] : machine.backends;
  return [
    '# HyperNAS Studio',
    '',
    ...(wrong.length === 0 ? [l10n.t('Everything that was looked at is well.')] : wrong.map((each) => `- ${each}`)),
    '',
    ...section(l10n.t('Versions'), [
      `HyperNAS Studio ${facts.extension}`,
      facts.editor,
      ...('error' in machine
        ? []
        : [l10n.t('engine {0}, Node {1}, {2}', machine.engine, machine.node, machine.platform)]),
    ]),
    ...section(l10n.t('Workspace'), [
      workspace.trusted ? l10n.t('trusted') : l10n.t('not trusted'),
      workspace.folders === 1 ? l10n.t('1 folder') : l10n.t('{0} folders', workspace.folders),
    ]),
    ...section(l10n.t('Engine'), [
      status === undefined
        ? l10n.t('unknown')
        : [status.engine ?? status.state, ...(status.why === undefined ? [] : [status.why])].join(': '),
      ...(status?.doing === undefined ? [] : [status.doing]),
      ...(status === undefined || status.models.length > 0
        ? []
        : [l10n.t('no model is open: no file with an experiment is')]),
      ...(status?.models ?? []).map((model) => l10n.t('model {0}', model)),
    ]),
    ...section(
      l10n.t('Backends'),
      'error' in machine
        ? [l10n.t('unknown: {0}', machine.error)]
        : // A package that is missing is missing for each device that it would serve.
          [
            ...new Set(
              backends.map(({ device, available, detail, takes }) => {
                const line = `${available ? '✓' : '✗'} **${device}**: ${detail}`;
                return takes === undefined ? line : l10n.t('{0} It takes: {1}', line, takes);
              }),
            ),
          ],
    ),
    ...section(
      l10n.t('Settings'),
      facts.settings.length === 0
        ? [l10n.t('all as they come')]
        : facts.settings.map(([name, value]) => `\`${name}\`: \`${value}\``),
    ),
  ].join('\n');
}

const section = (title: string, lines: readonly string[]): string[] => [
  `## ${title}`,
  '',
  ...lines.map((line) => `- ${line}`),
  '',
];

/** What does not work, each with its way back. */
function problems({ serverRuns, status, machine, workspace }: Facts): readonly string[] {
  if (!serverRuns)
    return [
      l10n.t(
        'The language server is not running. `HyperNAS: Restart Language Server` starts it, `HyperNAS: Show Logs` says why it ended.',
      ),
    ];
  if (!workspace.trusted)
    return [
      l10n.t(
        'The workspace is not trusted, so the engine stays off: no accuracies, no searches. `Workspaces: Manage Workspace Trust` changes that.',
      ),
    ];
  if (status?.state === 'absent')
    return [l10n.t('There is no engine in a browser: no accuracies, no searches. Checking, hints and costs work.')];
  if ('error' in machine)
    return [
      l10n.t(
        'The engine does not answer: {0} `HyperNAS: Restart Engine` starts it anew, `HyperNAS: Show Logs` says more.',
        machine.error,
      ),
    ];
  if (!machine.backends.some(({ available }) => available))
    return [
      l10n.t(
        'No backend can be used, so networks cannot be trained here; tables can still be searched. Below stands why.',
      ),
    ];
  if (!machine.backends.some(({ used }) => used))
    return [
      l10n.t(
        'The device that the setting `hypernas.engine.device` names cannot be used. Below stands why, and what it takes; `auto` is always possible.',
      ),
    ];
  return [];
}
