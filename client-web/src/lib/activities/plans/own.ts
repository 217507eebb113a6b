/** One's own plans, opened on this device. */
import { t } from '../../i18n/i18n.ts';
import type { OwnView } from '../../protocol/protocol.ts';
import type { Keys } from '../../returning/keys.ts';
import { dayWords } from './days.ts';
import { openPlan, type PlanWords } from './words.ts';

/** The plans that a key opens, with their numbers; none without the key. */
export function plansOf(own: OwnView, keys: Pick<Keys, 'plans'> | undefined): [number, PlanWords][] {
  if (!keys) return [];
  return Object.entries(own.plans ?? {}).flatMap(([number, plan]) => {
    const words = openPlan(keys.plans, plan);
    return words ? [[Number(number), words] as [number, PlanWords]] : [];
  });
}

/** A plan in one sentence or two. */
export function planText(plan: PlanWords): string {
  const first = [`${t('plan-when')} ${plan.cue}, ${t('plan-will')} ${plan.action}`];
  if (plan.partner) first.push(`${t('plan-with')} ${plan.partner}`);
  if (plan.by) first.push(`${t('plan-by')} ${dayWords(plan.by)}`);
  const second =
    plan.obstacle || plan.response
      ? ` ${t('plan-if')} ${plan.obstacle || '…'}, ${t('plan-then')} ${plan.response || '…'}.`
      : '';
  return `${first.join(' ')}.${second}`;
}
