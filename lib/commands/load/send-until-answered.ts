/** Sends a recorded call again while the service is busy or does not answer. For the calls of the run itself. */
import type { LoadClock } from './load-clock.ts';
import type { Recorded, RecordedRequest, Recorder } from './recorder.ts';

interface Needs {
  recorder: Pick<Recorder, 'send'>;
  clock: LoadClock;
}

/** Pauses `pauseMs` after the first attempt, twice as long after the second, and so on. Returns the last answer. */
export async function sendUntilAnswered(
  { recorder, clock }: Needs,
  request: RecordedRequest,
  { attemptsMax, pauseMs }: { attemptsMax: number; pauseMs: number },
): Promise<Recorded> {
  for (let attempt = 1; ; attempt++) {
    const response = await recorder.send(request);
    const isTransient = !response || response.status === 503 || response.status === 429;
    if (!isTransient || attempt === attemptsMax) return response;
    await clock.pause(pauseMs * attempt);
  }
}
