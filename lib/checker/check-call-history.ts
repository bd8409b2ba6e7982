/**
 * Checks a history of calls against the promises, by what its clients saw alone. It knows the contract of the API, and nothing
 * of how Holdfast keeps it.
 */
import type { CallHistory } from './call-history.ts';
import { type Findings, noFindings } from './findings.ts';
import { type History, readHistory } from './history.ts';
import { checkAdmissions } from './rules/admissions.ts';
import { checkAreas } from './rules/area-places.ts';
import { checkBookingParts } from './rules/booking-parts.ts';
import { checkCountedSales } from './rules/counted-sales.ts';
import { checkDoorAnswers } from './rules/door-answers.ts';
import { checkFinalAnswers } from './rules/final-answers.ts';
import { checkIntegrityAnswers } from './rules/integrity.ts';
import { checkJournal } from './rules/journal-replay.ts';
import { checkJourneys } from './rules/journeys.ts';
import { checkKeyEffects } from './rules/key-effects.ts';
import { checkNoticeLogs } from './rules/notice-log.ts';
import { checkEqualAnswers } from './rules/one-effect.ts';
import { checkOwnClaims } from './rules/own-claims.ts';
import { checkOwnKeys } from './rules/own-keys.ts';
import { checkRevocations } from './rules/revocations.ts';
import { checkSeatHistories } from './rules/seat-history.ts';
import { checkSettledPayments } from './rules/settled-payments.ts';
import { checkSettledPlaces } from './rules/settled-places.ts';
import { checkSettledSales } from './rules/settled-sales.ts';
import { checkSettledSums } from './rules/settled-sums.ts';
import { checkSoldPrices } from './rules/sold-prices.ts';
import { checkCountRefusals } from './rules/true-counts.ts';
import { checkLimits } from './rules/true-limits.ts';
import { checkRefusals } from './rules/true-refusals.ts';
import { checkUsefulRefusals } from './rules/useful-refusals.ts';
import { checkVoidTickets } from './rules/void-tickets.ts';
import type { Verdict } from './rules.ts';
import { readScans } from './scans.ts';
import { readToldVoids } from './void-codes.ts';

export function checkCallHistory(recorded: CallHistory): Verdict {
  const history = readHistory(recorded);
  const findings = noFindings();
  checkSeatHistories(history, findings);
  checkAreas(history, findings);
  checkCountedSales(history, findings);
  checkSoldPrices(history, findings);
  checkRefusals(history, findings);
  checkLimits(history, findings);
  checkCountRefusals(history, findings);
  checkUsefulRefusals(history.calls, findings);
  checkJourneys(history, findings);
  checkEqualAnswers(history.operations, findings);
  checkKeyEffects(history, findings);
  checkBookingParts(history, findings);
  checkFinalAnswers(history, findings);
  checkOwnKeys(history, findings);
  checkOwnClaims(history, findings);
  checkSettledPlaces(history, findings);
  checkSettledPayments(history, findings);
  checkSettledSales(history, findings);
  checkSettledSums(history, findings);
  checkJournal(history, findings);
  checkNoticeLogs(history, findings);
  checkDoor(history, findings);
  checkIntegrityAnswers(history.calls, findings);
  return { calls: history.calls.length, ...findings };
}

function checkDoor(history: History, findings: Findings): void {
  const scans = readScans(history.calls);
  const told = readToldVoids(history);
  checkVoidTickets(history, scans, told, findings);
  checkAdmissions(scans, findings);
  checkDoorAnswers(history, scans, findings);
  checkRevocations(history, told, findings);
}
