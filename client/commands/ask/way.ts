/** How a request is answered: by rules, or by a language model that the user has and chooses. Nothing is sent to one that is not chosen. */
import { l10n, lm, window, type LanguageModelChat } from 'vscode';

/** Undefined where the user turned back. Without a model nothing is asked. */
export async function chooseWay(title: string): Promise<'rules' | LanguageModelChat | undefined> {
  const models = await modelsThereAre();
  if (models.length === 0) return 'rules';
  const rules = {
    label: l10n.t('By rules'),
    description: l10n.t('on this machine, offline'),
    detail: l10n.t('Nothing is sent anywhere. What is not understood is named.'),
    way: 'rules' as const,
  };
  const items = models.map((way) => ({
    label: way.name,
    description: way.vendor,
    detail: l10n.t(
      'The request, the names of the spaces of the document and facts of the language are sent to this model. What it writes is checked first.',
    ),
    way,
  }));
  return (await window.showQuickPick([rules, ...items], { title, placeHolder: l10n.t('Who is to write it') }))?.way;
}

/** Editors without language models have none, or no way to ask. */
async function modelsThereAre(): Promise<readonly LanguageModelChat[]> {
  try {
    return await lm.selectChatModels();
  } catch {
    return [];
  }
}
