/** The integrity check of each event finds no violation, after everything has settled (P1, P6, P7). */

import type * as z from 'zod/mini';
import type { Integrity } from '../../contract/administration/responses.ts';
import type { Call } from '../calls.ts';
import { type Findings, report } from '../findings.ts';

export function checkIntegrityAnswers(calls: Call[], findings: Findings): void {
  for (const call of calls) {
    if (call.operation !== 'check-integrity' || !call.isFinal) continue;
    const integrity = call.answer?.document as z.infer<typeof Integrity> | undefined;
    if (!integrity) continue;
    findings.applied.integrity += 1;
    if (integrity.ok) continue;
    const details = integrity.violations.slice(0, DETAILS_MAX).map(({ kind, detail }) => `${kind}: ${detail}`);
    report(findings, 'integrity', `The event ${call.params.eventId} breaks its promises. ${details.join('; ')}`, [
      call,
    ]);
  }
}

/** Violations of one event that a report quotes. */
const DETAILS_MAX = 5;
