/** Who said it: a choice of the protocol, and the answers on screen that stand for it. */
import { t } from '../../i18n/i18n.ts';
import { capital, choiceName, keyOfChoice, servicesOf } from '../../names.ts';
import type { Choice, Materials, TableAnswer } from '../../protocol/protocol.ts';
import type { Choice as Option } from '../../ui/ChoiceList.svelte';

/** Stands for the table that does not agree; no service can be called so, for a slug has no space. */
const SPLIT = 'we are split';
const UNSURE = 'unsure';

/** Whether several are chosen one by one; with two services, "both" is an answer of its own. */
export function choosesSeveral(materials: Materials): boolean {
  return materials.services.length > 2;
}

function speakers(materials: Materials): Option[] {
  const { services, stakeholders } = materials;
  const options: Option[] = services.map((service) => ({
    value: service.id,
    label: capital(service.name),
    services: [service],
  }));
  if (services.length === 2) {
    const both = services.map(({ id }) => id);
    options.push({
      value: keyOfChoice(both),
      label: choiceName(materials, both),
      services: servicesOf(materials, both),
    });
  }
  return [...options, ...stakeholders.map(({ id, label }) => ({ value: id, label: capital(label) }))];
}

/** What one may answer alone. */
export function voteOptions(materials: Materials): Option[] {
  return [...speakers(materials), { value: UNSURE, label: t('choice-unsure'), alone: true }];
}

/** What a table may answer. */
export function tableOptions(materials: Materials): Option[] {
  return [...speakers(materials), { value: SPLIT, label: t('talk-split'), alone: true }];
}

/** The answers on screen that stand for a choice. */
export function chosenOf(materials: Materials, choice: Choice | undefined): string[] {
  if (choice === undefined) return [];
  return choosesSeveral(materials) && choice.length > 0 ? choice : [keyOfChoice(choice)];
}

/** The choice that answers on screen stand for; none of them is "not sure". */
export function choiceOf(chosen: string[]): Choice {
  return chosen.flatMap((value) => (value === UNSURE ? [] : value.split('+')));
}

export function tableChosenOf(materials: Materials, answer: TableAnswer | undefined): string[] {
  return answer?.type === 'split' ? [SPLIT] : chosenOf(materials, answer?.choice);
}

export function tableAnswerOf(chosen: string[]): TableAnswer {
  return chosen.length === 0 || chosen.includes(SPLIT)
    ? { type: 'split' }
    : { type: 'agreed', choice: choiceOf(chosen) };
}

/** A table's answer in words. */
export function tableAnswerName(materials: Materials, answer: TableAnswer): string {
  return answer.type === 'split' ? t('talk-split') : choiceName(materials, answer.choice);
}
