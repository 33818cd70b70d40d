import type { AttributeReader } from './attribute-reader.ts';
import { isOnAws } from './aws.ts';

/** The `origin` by the platform of the program. In AWS's exporter, a Lambda function has none, because Lambda's own segments have it. */
const ORIGINS: Readonly<Record<string, string>> = {
  aws_ec2: 'AWS::EC2::Instance',
  aws_eks: 'AWS::EKS::Container',
  aws_elastic_beanstalk: 'AWS::ElasticBeanstalk::Environment',
  aws_app_runner: 'AWS::AppRunner::Service',
};
const ECS_ORIGINS: Readonly<Record<string, string>> = {
  ec2: 'AWS::ECS::EC2',
  fargate: 'AWS::ECS::Fargate',
};

export function originOf(resource: AttributeReader): string | undefined {
  if (!isOnAws(resource)) return undefined;
  const platform = resource.text('cloud.platform');
  if (platform === undefined) return undefined;
  if (platform !== 'aws_ecs') return ORIGINS[platform];
  return ECS_ORIGINS[resource.text('aws.ecs.launchtype')?.toLowerCase() ?? ''] ?? 'AWS::ECS::Container';
}
