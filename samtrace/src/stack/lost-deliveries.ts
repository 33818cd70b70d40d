import type { Undelivered } from '../aws/delivery.ts';
import { BoundedHistory } from '../base/bounded-history.ts';

const MAX_BYTES = 8 * 1024 * 1024;
/** The memory for a report without its texts. */
const REPORT_BYTES = 500;

/** The failed deliveries of one service to resources of another. The oldest reports are removed for new ones. */
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

  /** The number of reports that were removed from the list. */
  get dropped(): number {
    return this.#reports.dropped;
  }
}
