import { defaultImpactMatrix } from '@caselog/ticket';
import type { PolicyInput } from './document.ts';

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'] as const;
const phoneLanguages = [
  'en',
  'es',
  'ja',
  'nl',
  'de',
  'fr',
  'it',
  'pt',
  'pl',
  'tr',
  'ru',
  'ko',
  'zh',
  'hi',
] as const;

/**
 * The reference desk: an identity-service vendor's paid support, as the domain states it. What the domain leaves open (the
 * desk's own hours, reminders, windows) is chosen here and meant to be changed.
 */
export const defaultPolicy: PolicyInput = {
  id: 'reference',
  title: 'Paid support of an identity service',
  editions: {
    premium: { mayOpen: true, channels: ['phone', 'chat', 'email'] },
    free: {
      mayOpen: false,
      pointer: {
        text: 'The help centre and the community answer questions on the free edition.',
        url: 'https://help.example.com/',
      },
    },
  },
  otherCallers: {
    lostPassword: {
      text: 'A lost administrator password is reset here.',
      url: 'https://help.example.com/reset-password',
    },
    consumer: { text: 'Personal accounts are helped here.', url: 'https://help.example.com/personal' },
    unknown: {
      text: 'The help centre and the community are open to everybody.',
      url: 'https://help.example.com/',
    },
  },
  channels: [
    {
      channel: 'phone',
      offers: [{ languages: [...phoneLanguages], calendar: 'always' }],
      access: 'The number is shown to signed-in administrators.',
    },
    {
      channel: 'chat',
      offers: [
        { languages: ['en'], calendar: 'always' },
        { languages: ['es'], calendar: 'chat-spanish' },
        { languages: ['ja'], calendar: 'chat-japanese' },
      ],
      access: 'From the administrator console.',
    },
    {
      channel: 'email',
      offers: [{ languages: '*', calendar: 'always' }],
      access: 'A form behind the administrator sign-in.',
    },
  ],
  impactMatrix: [...defaultImpactMatrix] as PolicyInput['impactMatrix'],
  calendars: [
    { kind: 'wall', id: 'always', version: 1, zone: 'UTC' },
    {
      kind: 'business',
      id: 'desk',
      version: 1,
      zone: 'America/Los_Angeles',
      weekly: [{ days: [...weekdays], from: '08:00', to: '18:00' }],
    },
    {
      kind: 'business',
      id: 'chat-spanish',
      version: 1,
      zone: 'America/Los_Angeles',
      weekly: [{ days: [...weekdays], from: '06:00', to: '21:00' }],
    },
    {
      kind: 'business',
      id: 'chat-japanese',
      version: 1,
      zone: 'Asia/Tokyo',
      weekly: [{ days: [...weekdays], from: '09:00', to: '18:00' }],
    },
  ],
  hours: [{ calendar: 'desk' }],
  targets: [{ kind: 'first-response', within: { businessDays: 1 }, warnAtFraction: 0.75 }],
  silence: { reminders: [{ businessDays: 2 }, { businessDays: 5 }], closeAfter: { businessDays: 10 } },
  reopenWindow: { wallDays: 14 },
  survey: {
    window: { wallDays: 14 },
    reminders: [{ wallDays: 5 }],
    suppressFor: ['duplicate', 'no-reply'],
    capPerPersonAndMonth: 2,
  },
  partnerTerms: {
    agreementRequired: true,
    privacyTerms: 'A partner sees only what was referred to it, under the terms of its data agreement.',
  },
};
