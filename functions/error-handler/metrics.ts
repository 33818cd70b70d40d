/**
 * Counts failures with CloudWatch's embedded metric format: a log line from which CloudWatch makes
 * a metric.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
import type { Report } from './report.ts';

const NAMESPACE = 'ErrorHandler';

/**
 * One failure. Each combination of dimensions is a metric that costs money, so there are only two.
 */
export function countFailure(report: Report, now: number): void {
  const dimensions = { Function: report.functionName, Class: report.class };
  const { fingerprint, requestId, keys } = report;
  writeMetric(now, 'Failures', 1, dimensions, { fingerprint, requestId, report: keys.folder });
}

/** Parts of deliveries that could not be processed. */
export function countInvalid(functionName: string, count: number, key: string, now: number): void {
  writeMetric(now, 'InvalidRecords', count, { Function: functionName }, { object: key });
}

function writeMetric(
  now: number,
  name: string,
  value: number,
  dimensions: Record<string, string>,
  properties: object,
): void {
  const metric = {
    _aws: {
      Timestamp: now,
      CloudWatchMetrics: [
        {
          Namespace: NAMESPACE,
          Dimensions: [Object.keys(dimensions)],
          Metrics: [{ Name: name, Unit: 'Count' }],
        },
      ],
    },
    ...dimensions,
    [name]: value,
    ...properties,
  };
  // In a log group with the JSON format, console.log would nest the line under "message", and
  // CloudWatch would not find the metric.
  process.stdout.write(`${JSON.stringify(metric)}\n`);
}
