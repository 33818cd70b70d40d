import type { Undelivered } from '../aws/delivery.ts';
import { BoundedHistory } from '../base/bounded-history.ts';

const MAX_BYTES = 8 * 1024 * 1024;
/** The memory for a report without its texts. */
const REPORT_BYTES = 500;

/** What one service could not deliver to another's resource. The oldest reports make room for new ones. */
export class LostDeliveries {
  readonly #reports = new BoundedHistory<Undelivered>(MAX_BYTES);

  add(failure: Undelivered): void {
    const { sender, targetArn, reason } = failure;
    this.#reports.add(failure, REPORT_BYTES + sender.sourceArn.length + targetArn.length + 2 * reason.length);
    process.emitWarning(`Not delivered to ${targetArn}: ${reason}`, 'DeliveryWarning');
  }

  /** Oldest first. */
  list(): Undelivered[] {
    return this.#reports.entries();
  }

  /** How many reports are no longer listed. */
  get dropped(): number {
    return this.#reports.dropped;
  }
}
