package io.kopula.config;

/** A valid configuration and where its values stand in the file. */
public record ParsedConfiguration(Configuration configuration, Positions positions) {}
