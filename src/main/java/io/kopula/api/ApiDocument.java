package io.kopula.api;

import jakarta.ws.rs.core.Application;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.info.License;

/** What the OpenAPI document says about the whole. */
@OpenAPIDefinition(
    info =
        @Info(
            title = "Kopula API",
            version = "v1",
            description =
                "Reads groups, entities, scores and incidents, and takes feedback. Answers come in Prometheus's envelope: status is"
                    + " success with data, or error with errorType and error.",
            license =
                @License(
                    name = "Apache-2.0",
                    url = "https://www.apache.org/licenses/LICENSE-2.0.txt")))
public class ApiDocument extends Application {}
