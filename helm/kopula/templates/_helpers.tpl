{{- define "kopula.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 52 | trimSuffix "-" -}}
{{- end -}}

{{- /* 52 characters: Kubernetes adds a hash to the name of a StatefulSet's revisions. */ -}}
{{- define "kopula.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" -}}
{{- else if contains (include "kopula.name" .) .Release.Name -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "kopula.name" .) | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- /* They cannot change in a cluster. */ -}}
{{- define "kopula.selectorLabels" -}}
app.kubernetes.io/name: {{ include "kopula.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "kopula.commonLabels" -}}
app.kubernetes.io/part-of: kopula
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "kopula.labels" -}}
{{ include "kopula.selectorLabels" . }}
{{ include "kopula.commonLabels" . }}
{{- end -}}

{{- define "kopula.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "kopula.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "kopula.image" -}}
{{- with .Values.image.registry }}{{ . }}/{{ end -}}
{{- .Values.image.repository -}}
{{- if .Values.image.digest -}}
@{{ .Values.image.digest }}
{{- else -}}
:{{ default .Chart.AppVersion .Values.image.tag }}
{{- end -}}
{{- end -}}

{{- define "kopula.configMapName" -}}
{{- default (include "kopula.fullname" .) .Values.existingConfigMap -}}
{{- end -}}

{{- /* kopula.yml: keys that are empty are left out, models go to the volume. */ -}}
{{- define "kopula.config" -}}
{{- $config := deepCopy .Values.config -}}
{{- $global := mergeOverwrite (dict "model_dir" "/var/lib/kopula/models") (default dict $config.global) -}}
{{- $_ := set $config "global" $global -}}
{{- if not $config.otlp -}}{{- $_ := unset $config "otlp" -}}{{- end -}}
{{- if not $config.object_store -}}{{- $_ := unset $config "object_store" -}}{{- end -}}
{{- if not $config.web -}}{{- $_ := unset $config "web" -}}{{- end -}}
{{- if and .Values.tls.existingSecret (not (default dict $config.web).tls_server_config) -}}
{{- $tls := dict "cert_file" "/etc/kopula/tls/tls.crt" "key_file" "/etc/kopula/tls/tls.key" -}}
{{- if ne .Values.tls.clientAuthType "NoClientCert" -}}
{{- $_ := set $tls "client_auth_type" .Values.tls.clientAuthType -}}
{{- $_ := set $tls "client_ca_file" "/etc/kopula/tls/ca.crt" -}}
{{- end -}}
{{- $_ := set $config "web" (merge (dict "tls_server_config" $tls) (default dict $config.web)) -}}
{{- end -}}
{{ toYaml $config }}
{{- end -}}

{{- /* What the port speaks, https or http. */ -}}
{{- define "kopula.scheme" -}}
{{- if or .Values.tls.existingSecret (and (not .Values.existingConfigMap) (default dict .Values.config.web).tls_server_config) -}}
https
{{- else -}}
http
{{- end -}}
{{- end -}}

{{- /* A probe that speaks what the port does: list CONTEXT NAME. */ -}}
{{- define "kopula.probe" -}}
{{- $context := index . 0 -}}
{{- $name := index . 1 -}}
{{- $probe := deepCopy (index $context.Values $name) -}}
{{- if and $probe.httpGet (eq (include "kopula.scheme" $context) "https") -}}
{{- $given := (default dict (default dict $context.Values.config.web).tls_server_config).client_auth_type -}}
{{- if eq (default $context.Values.tls.clientAuthType $given) "RequireAndVerifyClientCert" -}}
{{- fail (printf "%s.httpGet: expected a probe without HTTP, or client_auth_type VerifyClientCertIfGiven, found RequireAndVerifyClientCert: the kubelet has no certificate" $name) -}}
{{- end -}}
{{- $_ := set $probe.httpGet "scheme" (default "HTTPS" $probe.httpGet.scheme) -}}
{{- end -}}
{{ toYaml $probe }}
{{- end -}}

{{- /* Ports of the URLs in the configuration, as a JSON list. */ -}}
{{- define "kopula.serverPorts" -}}
{{- $ports := list -}}
{{- $bucket := default dict .Values.config.object_store -}}
{{- $amazon := ternary "https://amazonaws.com" "" (and (not (empty $bucket)) (empty $bucket.endpoint)) -}}
{{- $tokens := (default dict .Values.config.datasource.oauth2).token_url -}}
{{- range list .Values.config.datasource.url $tokens (default dict .Values.config.otlp).endpoint $bucket.endpoint $amazon -}}
{{- if . -}}
{{- $url := urlParse . -}}
{{- $port := regexFind ":[0-9]+$" $url.host | trimPrefix ":" -}}
{{- $ports = append $ports (int (default (ternary "443" "80" (eq $url.scheme "https")) $port)) -}}
{{- end -}}
{{- end -}}
{{- $ports | uniq | toJson -}}
{{- end -}}

{{- /* Fails where several pods would not find each other's models: they need a bucket or a common volume. */ -}}
{{- define "kopula.requireSharedModels" -}}
{{- if not .root.Values.config.object_store -}}
{{- if not .root.Values.persistence.enabled -}}
{{- fail (printf "%s: expected config.object_store, or persistence.enabled: models are found there" .wanting) -}}
{{- end -}}
{{- if and (not .root.Values.persistence.existingClaim) (not (has "ReadWriteMany" .root.Values.persistence.accessModes)) -}}
{{- fail (printf "persistence.accessModes: expected ReadWriteMany, or config.object_store, for %s, found %s" .wanting (join ", " .root.Values.persistence.accessModes)) -}}
{{- end -}}
{{- else if and .root.Values.persistence.enabled (not .root.Values.persistence.existingClaim) (not (has "ReadWriteMany" .root.Values.persistence.accessModes)) -}}
{{- fail (printf "persistence.enabled: expected false with config.object_store for %s: one volume for a single node cannot hold the work of several pods" .wanting) -}}
{{- end -}}
{{- end -}}

{{- /* What is mounted besides models. */ -}}
{{- define "kopula.volumeMounts" -}}
- name: config
  mountPath: /etc/kopula/config
  readOnly: true
{{- if .Values.existingSecret }}
- name: secrets
  mountPath: /etc/kopula/secrets
  readOnly: true
{{- end }}
{{- if .Values.tls.existingSecret }}
- name: tls
  mountPath: /etc/kopula/tls
  readOnly: true
{{- end }}
- name: tmp
  mountPath: /tmp
{{- with .Values.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "kopula.volumes" -}}
- name: config
  configMap:
    name: {{ include "kopula.configMapName" . }}
{{- with .Values.existingSecret }}
- name: secrets
  secret:
    secretName: {{ . }}
    defaultMode: 0440
{{- end }}
{{- with .Values.tls.existingSecret }}
- name: tls
  secret:
    secretName: {{ . }}
    defaultMode: 0440
{{- end }}
- name: tmp
  emptyDir: {}
{{- with .Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "kopula.environment" -}}
{{- with .Values.extraEnv }}
env:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.extraEnvFrom }}
envFrom:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- /* Metadata of a monitoring object, from its part of the values: list CONTEXT PART. */ -}}
{{- define "kopula.monitoringMetadata" -}}
{{- $context := index . 0 -}}
{{- $part := index . 1 -}}
name: {{ include "kopula.fullname" $context }}
namespace: {{ default $context.Release.Namespace $part.namespace }}
labels:
  {{- include "kopula.labels" $context | nindent 2 }}
  {{- with $part.additionalLabels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with $part.annotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- /* A scraped endpoint, from the values of a monitor: list CONTEXT NAME. */ -}}
{{- define "kopula.endpoint" -}}
{{- $context := index . 0 -}}
{{- $name := index . 1 -}}
{{- $scheme := include "kopula.scheme" $context -}}
{{- $protect := ternary "" (default dict $context.Values.config.web).protect (not (empty $context.Values.existingConfigMap)) -}}
{{- with index $context.Values $name -}}
{{- $tls := default dict .tlsConfig -}}
{{- if and (eq (default "" $protect) "everything") (not (or (default dict .authorization).credentials $tls.cert $tls.certFile)) -}}
{{- fail (printf "%s.authorization: expected credentials, or a certificate in %s.tlsConfig.cert, with config.web.protect: everything, found neither: no scrape would be let in" $name $name) -}}
{{- end -}}
port: http
path: /metrics
{{- $scheme = default $scheme .scheme }}
{{- if eq $scheme "https" }}
scheme: https
{{- end }}
{{- with .authorization }}
authorization:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .tlsConfig }}
tlsConfig:
  {{- toYaml . | nindent 2 }}
{{- end }}
honorLabels: {{ .honorLabels }}
{{- with .interval }}
interval: {{ . }}
{{- end }}
{{- with .scrapeTimeout }}
scrapeTimeout: {{ . }}
{{- end }}
{{- with .relabelings }}
relabelings:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .metricRelabelings }}
metricRelabelings:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}
{{- end -}}
