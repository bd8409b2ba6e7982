/** The representation of a stage. */
import { LANGUAGES } from '../../domain/languages.ts';
import type { StageKind } from '../route.ts';
import type { Stage } from './responses.ts';

/** The addresses and the key that the operator may give. */
interface OperatorFacts {
  stripePublishableKey?: string;
  termsUrl?: string;
  privacyUrl?: string;
  legalNoticeUrl?: string;
}

/** The key of Stripe is left out where another gateway is used. */
export function stageAnswer({ isTestStage, gateway }: StageKind, facts: OperatorFacts): Stage {
  const { stripePublishableKey, termsUrl, privacyUrl, legalNoticeUrl } = facts;
  return {
    isTestStage,
    gateway,
    ...(gateway === 'stripe' && stripePublishableKey !== undefined && { stripePublishableKey }),
    links: {
      ...(termsUrl !== undefined && { terms: termsUrl }),
      ...(privacyUrl !== undefined && { privacy: privacyUrl }),
      ...(legalNoticeUrl !== undefined && { legalNotice: legalNoticeUrl }),
    },
    languages: [...LANGUAGES],
  };
}
