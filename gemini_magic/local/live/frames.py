"""What a client may say in a Live session, field by field, as `proto` reads it."""

from gemini_magic.local.wire.messages import (
    BLOB,
    CONTENT,
    FUNCTION_RESPONSE,
    GENERATION_CONFIG,
    SAFETY_SETTING,
    TOOL,
)
from gemini_magic.local.wire.proto import (
    Enum,
    Message,
    Repeated,
    boolean,
    int64,
    integer,
    string,
    struct,
)

_NOTHING = Message("ActivityMark", {})
_TRANSCRIPTION = Message(
    "AudioTranscriptionConfig",
    {
        "languageCodes": Repeated(string),
        "languageAuto": struct,
        "languageHints": struct,
        "customVocabulary": Repeated(string),
        "adaptationPhrases": Repeated(string),
        "wordTimestamp": boolean,
        "diarization": boolean,
        "mode": string,
        "sourceText": string,
    },
)
_VOICE = Message(
    "VoiceConfig",
    {
        "prebuiltVoiceConfig": Message("PrebuiltVoiceConfig", {"voiceName": string}),
        "replicatedVoiceConfig": struct,
        "voice": string,
    },
)
_SPEECH = Message(
    "SpeechConfig",
    {"voiceConfig": _VOICE, "languageCode": string, "multiSpeakerVoiceConfig": struct},
)
_GENERATION_CONFIG = Message(
    "GenerationConfig",
    {
        **GENERATION_CONFIG.fields,
        "speechConfig": _SPEECH,
        "enableAffectiveDialog": boolean,
        "translationConfig": Message(
            "TranslationConfig", {"targetLanguageCode": string, "echoTargetLanguage": boolean}
        ),
    },
)


def _enum(name: str, *values: str) -> Enum:
    return Enum(f"RealtimeInputConfig.{name}", frozenset(values))


_REALTIME_INPUT_CONFIG = Message(
    "RealtimeInputConfig",
    {
        "automaticActivityDetection": Message(
            "AutomaticActivityDetection",
            {
                "disabled": boolean,
                "startOfSpeechSensitivity": _enum(
                    "StartSensitivity",
                    "START_SENSITIVITY_UNSPECIFIED",
                    "START_SENSITIVITY_HIGH",
                    "START_SENSITIVITY_LOW",
                ),
                "endOfSpeechSensitivity": _enum(
                    "EndSensitivity",
                    "END_SENSITIVITY_UNSPECIFIED",
                    "END_SENSITIVITY_HIGH",
                    "END_SENSITIVITY_LOW",
                ),
                "prefixPaddingMs": integer,
                "silenceDurationMs": integer,
            },
        ),
        "activityHandling": _enum(
            "ActivityHandling",
            "ACTIVITY_HANDLING_UNSPECIFIED",
            "START_OF_ACTIVITY_INTERRUPTS",
            "NO_INTERRUPTION",
        ),
        "turnCoverage": _enum(
            "TurnCoverage",
            "TURN_COVERAGE_UNSPECIFIED",
            "TURN_INCLUDES_ONLY_ACTIVITY",
            "TURN_INCLUDES_ALL_INPUT",
            "TURN_INCLUDES_AUDIO_ACTIVITY_AND_ALL_VIDEO",
        ),
        "interimTranscriptTimestampEnabled": boolean,
    },
)
SETUP = Message(
    "BidiGenerateContentSetup",
    {
        "model": string,
        "generationConfig": _GENERATION_CONFIG,
        "systemInstruction": CONTENT,
        "tools": Repeated(TOOL),
        "sessionResumption": Message(
            "SessionResumptionConfig", {"handle": string, "transparent": boolean}
        ),
        "contextWindowCompression": Message(
            "ContextWindowCompressionConfig",
            {
                "triggerTokens": int64,
                "slidingWindow": Message("SlidingWindow", {"targetTokens": int64}),
            },
        ),
        "inputAudioTranscription": _TRANSCRIPTION,
        "outputAudioTranscription": _TRANSCRIPTION,
        "realtimeInputConfig": _REALTIME_INPUT_CONFIG,
        "proactivity": Message(
            "ProactivityConfig", {"proactiveAudio": boolean, "proactiveVideo": boolean}
        ),
        "explicitVadSignal": boolean,
        "historyConfig": Message("HistoryConfig", {"initialHistoryInClientContent": boolean}),
        "avatarConfig": struct,
        "safetySettings": Repeated(SAFETY_SETTING),
        "labels": struct,
    },
)
FRAME = Message(
    "BidiGenerateContentClientMessage",
    {
        "setup": SETUP,
        "clientContent": Message(
            "BidiGenerateContentClientContent",
            {"turns": Repeated(CONTENT), "turnComplete": boolean},
        ),
        "realtimeInput": Message(
            "BidiGenerateContentRealtimeInput",
            {
                "mediaChunks": Repeated(BLOB),
                "audio": BLOB,
                "video": BLOB,
                "text": string,
                "audioStreamEnd": boolean,
                "activityStart": _NOTHING,
                "activityEnd": _NOTHING,
            },
        ),
        "toolResponse": Message(
            "BidiGenerateContentToolResponse", {"functionResponses": Repeated(FUNCTION_RESPONSE)}
        ),
        "contextUpdate": Message(
            "BidiGenerateContentContextUpdate",
            {
                "systemInstruction": CONTENT,
                "tools": Message("ContextUpdateTools", {"tools": Repeated(TOOL)}),
            },
        ),
    },
)
