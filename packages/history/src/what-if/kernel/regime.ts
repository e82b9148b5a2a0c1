import { decisionsFor, type Decisions } from './decisions.ts';
import type { Facts } from './facts.ts';
import type { PolicyTable } from './policy-table.ts';
import { decideSilence } from './silence.ts';
import { decideSurveys, decideSurveysBy } from './surveys.ts';
import { TargetRule, type Known } from './targets.ts';
import type { Terms } from './terms.ts';

/**
 * What policies decide of tickets whose facts were gathered: targets, surveys, reminders and closings for silence, reopenings that come too
 * late. Priorities are decided with the facts, for they say which terms govern.
 */
export class Regime {
  readonly facts: Facts;
  /** Of the facts gathered last. Parts of it are another regime's, where both decide all of a part alike. */
  decisions: Decisions = decisionsFor(0, 0, 0);
  readonly #own: readonly PolicyTable[];
  readonly #terms: Terms;
  readonly #targets: TargetRule;
  #room: Decisions = this.decisions;

  constructor(facts: Facts, own: readonly PolicyTable[], terms: Terms) {
    this.facts = facts;
    this.#own = own;
    this.#terms = terms;
    this.#targets = new TargetRule(terms);
  }

  /** Decides everything by the policies stamped on the tickets. */
  decideAsGoverned(): void {
    const { facts } = this;
    const stands = facts.rows.stands.own;
    this.decisions = this.#reserved();
    this.#targets.decide(facts, stands, this.decisions.needs);
    decideSilence(this.#terms, facts, stands, this.decisions.waits);
    decideSurveys(facts, this.#own, this.decisions.surveys);
  }

  /** Decides everything by one policy; takes over from `other`, of the same facts, what both decide by the same definitions. */
  decideBy(policy: PolicyTable, other: Regime): void {
    const { facts } = this;
    const stands = facts.rows.stands.candidate;
    const room = this.#reserved();
    const known: Known | undefined =
      other.facts === facts ? { stands: facts.rows.stands.own, decisions: other.decisions } : undefined;
    const { targetsKeys, silenceKeys } = this.#terms;
    const areTargets = known !== undefined && this.#areAlike(targetsKeys, stands, known.stands);
    const isSilence = known !== undefined && this.#areAlike(silenceKeys, stands, known.stands);
    const areSurveys =
      known !== undefined && this.#own.every(({ surveyKey }) => surveyKey === policy.surveyKey);
    if (!areTargets) this.#targets.decide(facts, stands, room.needs, known);
    if (!isSilence) decideSilence(this.#terms, facts, stands, room.waits, known);
    if (!areSurveys) decideSurveysBy(policy, facts, this.#own, room.surveys, known?.decisions.surveys);
    this.decisions = {
      needs: areTargets ? known.decisions.needs : room.needs,
      waits: isSilence ? known.decisions.waits : room.waits,
      surveys: areSurveys ? known.decisions.surveys : room.surveys,
    };
  }

  #areAlike(keys: Int32Array, stands: Uint16Array, others: Uint16Array): boolean {
    for (let at = 0; at < this.facts.stands; at += 1)
      if (keys[stands[at]!] !== keys[others[at]!]) return false;
    return true;
  }

  #reserved(): Decisions {
    const { needs, waits, resolutions } = this.facts.rows;
    if (this.#room.needs.state.length < needs.kind.length)
      this.#room = decisionsFor(needs.kind.length, waits.stand.length, resolutions.policy.length);
    return this.#room;
  }
}
