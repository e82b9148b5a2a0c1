import { z } from 'zod';

/** What makes a field personal: who may read it and what sealing must reach follow from this registry alone (law 11). */
export interface PersonalData {
  readonly kind: 'free-text' | 'address' | 'raw-record';
}

/** The one place that says which fields are personal. No guard, no context and no clock reads them. */
export const pii = z.registry<PersonalData>();

/** Free text written by or about a person, at most `max` characters. */
export const personalText = (max: number) => z.string().min(1).max(max).register(pii, { kind: 'free-text' });

/** An e-mail address, as long as RFC 5321 lets one be. */
export const emailSchema = z.email().max(254).register(pii, { kind: 'address' });
