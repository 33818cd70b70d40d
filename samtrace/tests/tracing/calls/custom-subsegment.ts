import AWSXRay from 'aws-xray-sdk-core';

/** Notes its event on a subsegment of its own. */
export const handler = (event: { orderId: string }): Promise<string> =>
  AWSXRay.captureAsyncFunc('pack', async (subsegment) => {
    subsegment?.addAnnotation('order_id', event.orderId);
    subsegment?.addAnnotation('parcels', 2);
    subsegment?.addMetadata('event', event, 'warehouse');
    subsegment?.close();
    return 'packed';
  });
